package org.gatehouse.transfer.command;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The disks of one move: an export at the source and an import at the destination, and how both are given up. For one thread. */
final class DiskCopy {
    private static final Set<Object> ENDED = Set.of("done", "failed", "cancelled", "expired");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SOURCE_LOOK = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final MoveOptions options;
    private final PatientRapi source;
    private final PatientRapi destination;
    private final Duration patience;
    private final long shutdownTimeout;
    private final MoveDisplay display;
    private final String reference;
    private boolean exportBegun;
    private boolean importBegun;
    private Optional<String> exportId = Optional.empty();
    private Optional<String> importId = Optional.empty();

    DiskCopy(MoveOptions options, PatientRapi source, PatientRapi destination, MoveDisplay display)
            throws UsageException {
        this.options = options;
        this.source = source;
        this.destination = destination;
        this.patience = options.patience();
        this.shutdownTimeout = options.shutdownTimeout();
        this.display = display;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        this.reference = "move-" + HexFormat.of().formatHex(random);
    }

    private static String instance(String name) {
        return "/2/instances/" + name;
    }

    /** Copies the disks of an instance, which is shut down if it runs. Returns when all is verified and the source knows it. */
    void copy(boolean running) throws RapiException, InterruptedException {
        Map<String, Object> prepared = prepare();
        fill(export((String) prepared.get("csr"), running), running);
        verify();
    }

    boolean exportBegun() {
        return exportBegun;
    }

    boolean importBegun() {
        return importBegun;
    }

    void cancelExport() throws RapiException, InterruptedException {
        cancel(source, exportId);
    }

    void cancelImport() throws RapiException, InterruptedException {
        cancel(destination, importId);
    }

    private Map<String, Object> prepare() throws RapiException, InterruptedException {
        importBegun = true;
        Map<String, Object> prepared = destination.repeatable(
                "POST",
                instance(options.newName()) + "/imports",
                Map.of("reference", reference, "activate", true),
                MARGIN);
        importId = Optional.of((String) prepared.get("id"));
        return prepared;
    }

    private Map<String, Object> export(String csr, boolean running) throws RapiException, InterruptedException {
        display.say((running ? "shutting down " : "opening the disks of ") + options.instance() + " at the source");
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("csr", csr);
        wish.put("shutdown", true);
        wish.put("shutdown_timeout", shutdownTimeout);
        wish.put("restart", "on-failure");
        wish.put("reference", reference);
        wish.put("lifetime", Math.max(86_400, Math.min(604_000, 2 * patience.toSeconds())));
        exportBegun = true;
        Map<String, Object> document = source.repeatable(
                "POST", instance(options.instance()) + "/transfers", wish, MARGIN.plusSeconds(shutdownTimeout));
        exportId = Optional.of((String) document.get("id"));
        if (!"open".equals(document.get("state"))) {
            throw new RapiException(-1, "the source did not open the disks: " + document.get("message"), null);
        }
        return document;
    }

    private void fill(Map<String, Object> sources, boolean running) throws RapiException, InterruptedException {
        Map<String, Object> begin = new LinkedHashMap<>();
        begin.put("id", importId.orElseThrow());
        begin.put("sources", sources);
        begin.put("patience", patience.toSeconds());
        begin.put("leave_active", running);
        destination.repeatable("POST", instance(options.newName()) + "/imports", begin, MARGIN);
        String path = "/2/transfers/" + importId.orElseThrow();
        Instant sourceLook = Instant.now().plus(SOURCE_LOOK);
        Looks looks = new Looks(LOOK);
        while (true) {
            Map<String, Object> state = PatientRapi.object(destination.get(path));
            display.show(state);
            if (ENDED.contains(state.get("state"))) {
                display.end();
                if (!"done".equals(state.get("state"))) {
                    throw new RapiException(
                            -1, "the destination's import " + state.get("state") + ": " + state.get("message"), null);
                }
                return;
            }
            if (Instant.now().isAfter(sourceLook)) {
                sourceLook = Instant.now().plus(SOURCE_LOOK);
                lookAtSource();
            }
            looks.pauseBefore(left(state));
        }
    }

    /** How much time is left, as far as anybody knows. */
    private static Duration left(Map<String, Object> state) {
        return state.get("eta") instanceof Number seconds
                ? Duration.ofMillis((long) (1000 * seconds.doubleValue()))
                : MARGIN;
    }

    /** If the source has given up, the destination need not find that out by itself. */
    private void lookAtSource() throws RapiException, InterruptedException {
        source.patience(Duration.ZERO);
        try {
            Map<String, Object> state = PatientRapi.object(source.get("/2/transfers/" + exportId.orElseThrow()));
            if (ENDED.contains(state.get("state")) && !"done".equals(state.get("state"))) {
                throw new RapiException(
                        -2, "the source's transfer " + state.get("state") + ": " + state.get("message"), null);
            }
        } catch (RapiException e) {
            if (e.status() == -2) {
                throw e;
            }
            display.say("the source is away: " + e.getMessage());
        } finally {
            source.patience(patience);
        }
    }

    /** The source must have heard that everything has arrived: then it leaves its instance down for good. */
    private void verify() throws RapiException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        Looks looks = new Looks(LOOK);
        while (true) {
            Map<String, Object> state = PatientRapi.object(source.get("/2/transfers/" + exportId.orElseThrow()));
            if ("done".equals(state.get("outcome"))) {
                display.say("every byte has arrived and is verified");
                return;
            }
            if (ENDED.contains(state.get("state")) || Instant.now().isAfter(end)) {
                throw new RapiException(
                        -1, "the source's transfer is " + state.get("state") + ": " + state.get("message"), null);
            }
            looks.pause();
        }
    }

    /** While the instance started the source has put its disks away. */
    void settle() throws RapiException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        Looks looks = new Looks(LOOK);
        String path = "/2/transfers/" + exportId.orElseThrow();
        while (!ENDED.contains(PatientRapi.object(source.get(path)).get("state"))) {
            if (Instant.now().isAfter(end)) {
                throw new RapiException(-1, "the source does not put its disks away", null);
            }
            looks.pause();
        }
    }

    private void cancel(PatientRapi cluster, Optional<String> id) throws RapiException, InterruptedException {
        for (String known : id.map(List::of).orElseGet(List::of)) {
            cluster.repeatable("DELETE", "/2/transfers/" + known, null, MARGIN);
        }
        if (id.isEmpty() && cluster.get("/2/transfers?bulk=1") instanceof List<?> all) {
            // The answer that had the id has not come.
            for (Object element : all) {
                Map<String, Object> transfer = PatientRapi.object(element);
                if (reference.equals(transfer.get("reference"))) {
                    cluster.repeatable("DELETE", "/2/transfers/" + transfer.get("id"), null, MARGIN);
                }
            }
        }
    }
}
