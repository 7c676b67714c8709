package org.gatehouse.transfer.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/**
 * Where the opcode {@code OP_INSTANCE_CREATE} gets disks from: its {@code source_handshake} in the form of version 2,
 * {@code [1, mac, salt, {"import": id, "transfers": [[index, url, done url, certificate, size, mac, salt], ...]}]}.
 *
 * @param mac of the handshake
 * @param salt of the handshake
 * @param order the last element, if it is there
 */
record ImportSource(String mac, String salt, Optional<Map<String, Object>> order) {
    private static final Set<String> NAMES = Set.of("import", "transfers", "patience", "proxy", "codings");
    static final List<String> ELEMENTS = List.of("index", "url", "done_url", "certificate", "size", "mac", "salt");
    private static final long CONNECT = 180;

    /** Reads it; 400 if it is of another version, or something is wrong with it. */
    static ImportSource read(Map<String, Object> parameters) {
        List<Object> handshake = Values.list(parameters.get("source_handshake"));
        if (handshake.size() < 3 || Values.whole(handshake.get(0), -1) != Admission.HANDSHAKE) {
            throw new HttpError(
                    400,
                    "Only version 2 of imports from other clusters is there: source_handshake must be [1, mac, salt, ...]");
        }
        if (handshake.size() > 3 && !(handshake.get(3) instanceof Map)) {
            throw new HttpError(400, "The fourth element of source_handshake must be an object");
        }
        return new ImportSource(
                Values.text(handshake.get(1)),
                Values.text(handshake.get(2)),
                handshake.size() > 3 ? Optional.of(Values.members((Map<?, ?>) handshake.get(3))) : Optional.empty());
    }

    private Fields fields() {
        return Fields.of(
                order.orElseThrow(
                        () -> new HttpError(
                                400,
                                "source_handshake does not say where the disks are: its fourth element must be"
                                        + " {\"import\": \"...\", \"transfers\": [...]}, with the import that a dry run has prepared")),
                NAMES);
    }

    /** The id of the import that was prepared. */
    String id() {
        return fields().text("import").orElseThrow(() -> new HttpError(400, "source_handshake names no import"));
    }

    /** What an import is told; its signatures are still to be checked. */
    ImportRequest request(Map<String, Object> parameters) {
        List<Object> disks = new ArrayList<>();
        for (Object transfer : fields().list("transfers")) {
            List<Object> elements = Values.list(transfer);
            if (elements.size() != ELEMENTS.size()) {
                throw new HttpError(400, "Each of transfers must have the elements " + String.join(", ", ELEMENTS));
            }
            Map<String, Object> disk = new LinkedHashMap<>();
            for (int i = 0; i < ELEMENTS.size(); i++) {
                disk.put(ELEMENTS.get(i), elements.get(i));
            }
            disks.add(disk);
        }
        Map<String, Object> body = new LinkedHashMap<>(order.orElseThrow());
        body.remove("import");
        body.remove("transfers");
        body.putIfAbsent("patience", CONNECT + Values.whole(parameters.get("source_shutdown_timeout"), 0));
        Map<String, Object> sources = new LinkedHashMap<>();
        sources.put("x509_ca", parameters.get("source_x509_ca"));
        sources.put("disks", disks);
        body.put("sources", sources);
        return ImportRequest.read(body);
    }
}
