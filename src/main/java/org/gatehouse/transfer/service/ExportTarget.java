package org.gatehouse.transfer.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/**
 * Whom the opcode {@code OP_BACKUP_EXPORT} gives disks to: its {@code target_node} in the form of version 2, a list of one object.
 *
 * @param csr the destination's signed certificate request
 * @param connectTimeout seconds within which somebody has to come for the disks
 * @param members all that the object says
 */
record ExportTarget(String csr, long connectTimeout, Map<String, Object> members) {
    private static final Set<String> NAMES =
            Set.of("version", "csr", "connect_timeout", "lifetime", "streams", "codings");
    private static final long USUAL_CONNECT_TIMEOUT = 180;
    private static final long DAY = 86_400;

    /** Reads it; 400 if it is of another version, or something is wrong with it. */
    static ExportTarget read(Object target) {
        if (!(target instanceof List<?> list)
                || list.size() != 1
                || !(list.get(0) instanceof Map<?, ?> map)
                || Values.whole(map.get("version"), 0) != Admission.VERSION) {
            throw new HttpError(
                    400,
                    "Only version 2 of exports to other clusters is there: the target must be"
                            + " [{\"version\": 2, \"csr\": \"...\"}], with the csr that the destination has made");
        }
        Map<String, Object> members = Values.members(map);
        try {
            Fields fields = Fields.of(members, NAMES);
            return new ExportTarget(
                    fields.text("csr").orElseThrow(() -> new HttpError(400, "csr is missing")),
                    fields.whole("connect_timeout", USUAL_CONNECT_TIMEOUT, 1, DAY),
                    members);
        } catch (HttpError e) {
            throw new HttpError(e.status(), "The target is wrong: " + e.getMessage());
        }
    }

    /** What is to be opened, as the opcode's other parameters say. */
    ExportRequest request(Map<String, Object> parameters) {
        Fields fields = Fields.of(members, NAMES);
        ExportRequest.Terms terms = ExportRequest.Terms.read(fields);
        return new ExportRequest(
                Optional.of(csr),
                Optional.empty(),
                List.of(),
                Values.isTrue(parameters.get("shutdown")),
                Values.whole(parameters.get("shutdown_timeout"), 0),
                Values.isTrue(parameters.get("remove_instance")) ? "on-failure" : "always",
                terms.lifetime(),
                terms.streams(),
                terms.codings(),
                "");
    }
}
