package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Signed;

/** What is checked before a transfer begins, and the facts that it begins with. Whatever does not fit is the error that says so. */
final class Admission {
    private static final Logger LOG = System.getLogger(Admission.class.getName());

    /** The version of the protocol, and of the handshake between two clusters: Ganeti's first one is 0. */
    static final long VERSION = 2;

    static final long HANDSHAKE = 1;
    static final String GREETING = ":Hi, I'm Ganeti";
    private static final long MEBI = 1 << 20;
    /** Volumes may be a little larger than the configuration says; whether it fits the node sees in the end. */
    private static final long VOLUME_SLACK = 64;

    private static final Set<String> EXACT = Set.of("file", "sharedfile", "gluster");

    private final Surroundings surroundings;

    Admission(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The instance of this name; 404 if there is none. */
    InstanceFacts instance(String name) {
        return surroundings.work().instance(name).orElseThrow(() -> new HttpError(404, "There is no instance " + name));
    }

    void checkExport(InstanceFacts instance, ExportRequest request) {
        checkDisks(instance);
        for (long index : request.disks()) {
            if (index >= instance.sizes().size()) {
                throw new HttpError(400, "The instance has no disk/" + index);
            }
        }
        if (instance.running() && !request.shutdown()) {
            throw new HttpError(409, "The instance is running; shut it down, or ask for it with shutdown");
        }
    }

    void checkImport(InstanceFacts instance) {
        checkDisks(instance);
        if (instance.running()) {
            throw new HttpError(409, "The instance is running");
        }
    }

    private void checkDisks(InstanceFacts instance) {
        if (instance.sizes().isEmpty()) {
            throw new HttpError(409, "The instance has no disks");
        }
        try {
            surroundings.work().nodeAddress(instance.node());
        } catch (WorkException e) {
            throw new HttpError(409, "The instance's " + e.getMessage());
        }
    }

    /** The facts of a new export. */
    Map<String, Object> export(String id, InstanceFacts instance, ExportRequest request) {
        Map<String, Object> facts = begun(id, Kind.EXPORT, instance, State.OPENING);
        facts.put("reference", request.reference());
        facts.put("not_after", Instant.now().getEpochSecond() + request.lifetime());
        facts.put(Transfer.RESTART, request.restart());
        List<Object> disks = new ArrayList<>();
        for (long index = 0; index < instance.sizes().size(); index++) {
            if (request.disks().isEmpty() || request.disks().contains(index)) {
                disks.add(disk(index, instance.sizes().get((int) index) * MEBI));
            }
        }
        facts.put("disks", disks);
        return facts;
    }

    /** A new import, whose key the node has made; if it is not let in, the key goes again. */
    Transfer prepared(Register register, InstanceFacts instance, ImportPreparation request)
            throws InterruptedException {
        String id = register.freshId(Kind.IMPORT);
        Map<String, Object> facts = prepareImport(id, instance, request);
        try {
            return register.add(facts);
        } catch (HttpError e) {
            forgetKey(id, instance);
            throw e;
        }
    }

    private void forgetKey(String id, InstanceFacts instance) throws InterruptedException {
        try {
            surroundings
                    .work()
                    .call(
                            instance.node(),
                            "transfer_cleanup",
                            List.of(Map.of("ids", List.of(), "names", List.of(id))),
                            surroundings.pace().call());
        } catch (WorkException e) {
            LOG.log(Level.WARNING, "the key of {0} stays until it is old: {1}", id, e.getMessage());
        }
    }

    private Map<String, Object> prepareImport(String id, InstanceFacts instance, ImportPreparation request)
            throws InterruptedException {
        Map<String, Object> facts = begun(id, Kind.IMPORT, instance, State.WAITING);
        facts.put("reference", request.reference());
        facts.put("not_after", Instant.now().getEpochSecond() + request.lifetime());
        facts.put("disks", List.of());
        try {
            Object answer = surroundings
                    .work()
                    .call(
                            instance.node(),
                            "transfer_key",
                            List.of(id, instance.node()),
                            surroundings.pace().call());
            String csr = answer instanceof Map<?, ?> map ? Values.text(map.get("csr")) : "";
            facts.put("csr", surroundings.papers().signPem(csr));
            Signed signature = surroundings.papers().sign(HANDSHAKE + GREETING);
            facts.put("handshake", List.of(HANDSHAKE, signature.mac(), signature.salt()));
            return facts;
        } catch (WorkException | IOException | IdentityException e) {
            throw new HttpError(502, "The import cannot be prepared: " + e.getMessage());
        }
    }

    /** What changes in an import's facts when it begins; 400 if the sources are not to be believed, or do not fit. */
    Map<String, Object> startImport(InstanceFacts instance, ImportRequest request) {
        checkImport(instance);
        String proxy = request.proxy().map(surroundings.proxies()::checked).orElse(null);
        try {
            List<Map<String, Object>> sources = Sources.verified(surroundings.papers(), request.sources());
            List<Object> disks = new ArrayList<>();
            for (Map<String, Object> source : sources) {
                checkFits(instance, source);
                disks.add(disk(Values.whole(source.get("index"), 0), Values.whole(source.get("size"), 0)));
            }
            if (sources.stream().map(source -> source.get("index")).distinct().count() != sources.size()) {
                throw new HttpError(400, "sources has a disk twice");
            }
            Map<String, Object> changes = new LinkedHashMap<>();
            changes.put("state", State.RUNNING.word());
            changes.put("ca", Sources.authority(surroundings.papers(), request.sources()));
            changes.put("sources", sources);
            changes.put("disks", disks);
            changes.put("patience", request.patience());
            changes.put("proxy", proxy);
            changes.put("codings", request.codings());
            changes.put(Transfer.LEAVE_ACTIVE, request.leaveActive());
            return changes;
        } catch (IOException e) {
            throw new HttpError(500, "The signatures of sources cannot be checked: " + e.getMessage());
        }
    }

    private static void checkFits(InstanceFacts instance, Map<String, Object> source) {
        long index = Values.whole(source.get("index"), 0);
        if (index >= instance.sizes().size()) {
            throw new HttpError(400, "The instance has no disk/" + index);
        }
        long slack = EXACT.contains(instance.template()) ? 0 : VOLUME_SLACK;
        long room = (instance.sizes().get((int) index) + slack) * MEBI;
        long size = Values.whole(source.get("size"), 0);
        if (size > room) {
            throw new HttpError(
                    400, "disk/" + index + " does not fit: it has " + size + " bytes, and there is room for " + room);
        }
    }

    private static Map<String, Object> begun(String id, Kind kind, InstanceFacts instance, State state) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("kind", kind.word());
        facts.put("version", VERSION);
        facts.put("instance", instance.name());
        facts.put(Transfer.UUID, instance.uuid());
        facts.put("node", instance.node());
        facts.put("state", state.word());
        facts.put("message", "");
        facts.put("created", Instant.now().getEpochSecond());
        return facts;
    }

    private static Map<String, Object> disk(long index, long size) {
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("index", index);
        disk.put("size", size);
        return disk;
    }
}
