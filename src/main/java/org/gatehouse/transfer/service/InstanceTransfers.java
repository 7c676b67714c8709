package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.Signer;

/**
 * The transfers of a cluster's instances, on its master. What is known of them outlives the process: what is in the directory
 * is taken up again, or cleaned up, when this is opened. Owns its threads, not the cluster. Any thread may call.
 */
public final class InstanceTransfers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(InstanceTransfers.class.getName());
    private static final int MOST_AT_WORK = 32;
    private static final int MOST_KEPT = 1000;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int THREADS = 2 * MOST_AT_WORK;
    private static final String RETRY_SECONDS = "30";

    private final TransferFiles files;
    private final Surroundings surroundings;
    private final Admission admission;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Transfer>> openings = new HashMap<>();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("gatehouse-transfer"));
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(daemons("gatehouse-transfer-sweep"));
    private Optional<ScheduledFuture<?>> sweeps = Optional.empty();

    private InstanceTransfers(TransferFiles files, Surroundings surroundings) {
        this.files = files;
        this.surroundings = surroundings;
        this.admission = new Admission(surroundings);
    }

    /** Takes up what is in {@code directory}, which is made if it is not there. */
    public static InstanceTransfers open(
            Path directory, Cluster cluster, Nodes nodes, CertificateAuthority authority, Signer signer)
            throws IOException {
        return open(
                directory,
                new ClusterWork(cluster.queries(), cluster.jobs(), nodes),
                new Papers(authority, signer),
                Pace.USUAL);
    }

    static InstanceTransfers open(Path directory, ClusterWork work, Papers papers, Pace pace) throws IOException {
        InstanceTransfers service =
                new InstanceTransfers(new TransferFiles(directory), new Surroundings(work, papers, pace));
        try {
            service.takeUp();
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private synchronized void takeUp() throws IOException {
        for (Map<String, Object> facts : files.read()) {
            Transfer transfer = new Transfer(files, facts);
            transfers.put(transfer.id(), transfer);
            if (!transfer.state().ended()) {
                LOG.log(
                        Level.INFO,
                        "taking up the transfer {0}: {1}",
                        transfer.id(),
                        transfer.state().word());
                takeUp(transfer);
            }
        }
        sweeps = Optional.of(
                sweeper.scheduleWithFixedDelay(this::sweep, SWEEP.toSeconds(), SWEEP.toSeconds(), TimeUnit.SECONDS));
    }

    private void takeUp(Transfer transfer) {
        if (transfer.kind() == Kind.EXPORT) {
            workers.execute(new ExportRun(transfer, surroundings, Optional.empty(), new CompletableFuture<>()));
        } else if (transfer.state() == State.RUNNING
                || !transfer.text(Transfer.OUTCOME).isEmpty()) {
            workers.execute(new ImportRun(transfer, surroundings, true));
        }
    }

    /** Opens an instance's disks; the document, once they are open. The same reference twice is one transfer. */
    CompletionStage<Map<String, Object>> export(String instance, ExportRequest request) {
        InstanceFacts facts = admission.instance(instance);
        Optional<Transfer> known = known(Kind.EXPORT, facts, request.reference());
        if (known.isPresent()) {
            return opened(known.get());
        }
        admission.checkExport(facts, request);
        String id = newId("exp");
        Transfer transfer;
        CompletableFuture<Transfer> opening = new CompletableFuture<>();
        synchronized (this) {
            transfer = register(admission.export(id, facts, request));
            openings.put(id, opening);
            workers.execute(new ExportRun(transfer, surroundings, Optional.of(request), opening));
        }
        return opened(transfer);
    }

    private synchronized CompletionStage<Map<String, Object>> opened(Transfer transfer) {
        CompletableFuture<Transfer> opening = openings.get(transfer.id());
        return opening == null || transfer.state() == State.OPEN
                ? CompletableFuture.completedStage(Document.of(transfer))
                : opening.thenApply(Document::of);
    }

    /** Makes the key of an import and its certificate request. */
    Map<String, Object> prepareImport(String instance, ImportPreparation request) throws InterruptedException {
        InstanceFacts facts = admission.instance(instance);
        Optional<Transfer> known = known(Kind.IMPORT, facts, request.reference());
        if (known.isPresent()) {
            return Document.of(known.get());
        }
        admission.checkImport(facts);
        String id = newId("imp");
        Map<String, Object> prepared = admission.prepareImport(id, facts, request);
        synchronized (this) {
            return Document.of(register(prepared));
        }
    }

    /** Has an import begin that was prepared. */
    Map<String, Object> startImport(String instance, String id, ImportRequest request) {
        InstanceFacts facts = admission.instance(instance);
        Transfer transfer = fetch(id);
        if (transfer.kind() != Kind.IMPORT || !facts.uuid().equals(transfer.text(Transfer.UUID))) {
            throw new HttpError(404, "This instance has no import " + id);
        }
        Map<String, Object> start = admission.startImport(facts, request);
        synchronized (this) {
            if (transfer.state() == State.RUNNING) {
                return Document.of(transfer);
            }
            if (transfer.state() != State.WAITING || transfer.unwanted().isDone()) {
                throw new HttpError(
                        409, "The import " + id + " is " + transfer.state().word());
            }
            write(transfer, start);
            workers.execute(new ImportRun(transfer, surroundings, false));
        }
        return Document.of(transfer);
    }

    /** All transfers, the oldest first. */
    synchronized List<Map<String, Object>> documents() {
        return transfers.values().stream().map(Document::of).toList();
    }

    /** One transfer; 404 if there is none. */
    Map<String, Object> document(String id) {
        return Document.of(fetch(id));
    }

    /** Cancels a transfer if it has not ended; the document once it has, or when that takes too long. */
    CompletionStage<Map<String, Object>> cancel(String id) {
        Transfer transfer = fetch(id);
        transfer.cancel();
        synchronized (this) {
            if (transfer.state() == State.WAITING) {
                endWaiting(transfer, State.CANCELLED);
            }
        }
        return transfer.ended()
                .copy()
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .thenApply(nothing -> Document.of(transfer));
    }

    private synchronized Transfer fetch(String id) {
        Transfer transfer = transfers.get(id);
        if (transfer == null) {
            throw new HttpError(404, "There is no transfer " + id);
        }
        return transfer;
    }

    private synchronized Optional<Transfer> known(Kind kind, InstanceFacts instance, String reference) {
        return transfers.values().stream()
                .filter(transfer -> !reference.isEmpty()
                        && transfer.kind() == kind
                        && transfer.text("reference").equals(reference)
                        && transfer.text(Transfer.UUID).equals(instance.uuid()))
                .findFirst();
    }

    /** Lets one more in, if there is room and its instance has no other. */
    private Transfer register(Map<String, Object> facts) {
        int atWork = 0;
        for (Transfer other : transfers.values()) {
            if (!other.state().ended()) {
                atWork++;
                if (other.text(Transfer.UUID).equals(facts.get(Transfer.UUID))) {
                    throw new HttpError(
                            409,
                            "The instance has a transfer already, " + other.id() + ", which is "
                                    + other.state().word());
                }
            }
        }
        if (atWork >= MOST_AT_WORK) {
            throw new HttpError(503, MOST_AT_WORK + " transfers are under way already")
                    .withHeader("Retry-After", RETRY_SECONDS);
        }
        Transfer transfer = new Transfer(files, facts);
        write(transfer, Map.of());
        transfers.put(transfer.id(), transfer);
        return transfer;
    }

    private static void write(Transfer transfer, Map<String, Object> changes) {
        try {
            transfer.set(changes);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the transfer " + transfer.id() + " cannot be written", e);
            throw new HttpError(500, "The transfer cannot be written to the disk of the master");
        }
    }

    private void endWaiting(Transfer transfer, State state) {
        if (transfer.text(Transfer.OUTCOME).isEmpty()) {
            Map<String, Object> changes = new LinkedHashMap<>();
            changes.put(Transfer.OUTCOME, state.word());
            transfer.note(changes);
            workers.execute(new ImportRun(transfer, surroundings, false));
        }
    }

    /** Ends imports that waited for too long, and forgets what ended long ago. */
    private void sweep() {
        try {
            sweepNow(Instant.now());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "looking through the transfers failed", e);
        }
    }

    private synchronized void sweepNow(Instant now) {
        List<Transfer> ended = new ArrayList<>();
        for (Transfer transfer : transfers.values()) {
            if (transfer.state() == State.WAITING && now.isAfter(transfer.notAfter())) {
                endWaiting(transfer, State.EXPIRED);
            } else if (transfer.state().ended()) {
                ended.add(transfer);
            }
        }
        ended.sort(Comparator.comparing(Transfer::changed).reversed());
        for (int i = 0; i < ended.size(); i++) {
            Transfer transfer = ended.get(i);
            openings.remove(transfer.id());
            if (i >= MOST_KEPT || transfer.changed().plus(KEPT).isBefore(now)) {
                forget(transfer);
            }
        }
    }

    private void forget(Transfer transfer) {
        try {
            files.remove(transfer.id());
            transfers.remove(transfer.id());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the transfer {0} cannot be forgotten: {1}", transfer.id(), e.toString());
        }
    }

    private String newId(String start) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return start + "-" + HexFormat.of().formatHex(bytes);
    }

    /** Stops looking after the transfers, which stay as they are for the next process. */
    @Override
    public void close() {
        synchronized (this) {
            sweeps.ifPresent(timer -> timer.cancel(false));
        }
        sweeper.shutdownNow();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "some transfers are slow to let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
