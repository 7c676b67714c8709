package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.cluster.RemoteDisks;
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
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Register register;
    private final Surroundings surroundings;
    private final Admission admission;
    private final PrivateOsParameters osparamsPrivate;
    private final Map<String, CompletableFuture<Transfer>> openings = new HashMap<>();
    // What has ended may still be letting go of its thread when another one begins.
    private final Workers workers = new Workers(2 * MOST_AT_WORK);

    private InstanceTransfers(TransferFiles files, Surroundings surroundings, PrivateOsParameters osparamsPrivate) {
        this.register = new Register(files, MOST_AT_WORK);
        this.surroundings = surroundings;
        this.admission = new Admission(surroundings);
        this.osparamsPrivate = osparamsPrivate;
    }

    /** Takes up what is in {@code directory}, which is made if it is not there. */
    public static InstanceTransfers open(
            Path directory,
            Cluster cluster,
            Nodes nodes,
            CertificateAuthority authority,
            Signer signer,
            PrivateOsParameters osparamsPrivate,
            AllowedProxies proxies)
            throws IOException {
        ClusterWork work = new ClusterWork(cluster.queries(), cluster.jobs(), nodes);
        Papers papers = new Papers(authority, signer);
        return open(directory, new Surroundings(work, papers, Pace.USUAL, proxies), osparamsPrivate);
    }

    static InstanceTransfers open(Path directory, Surroundings surroundings, PrivateOsParameters osparamsPrivate)
            throws IOException {
        InstanceTransfers service = new InstanceTransfers(new TransferFiles(directory), surroundings, osparamsPrivate);
        try {
            service.takeUp();
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private synchronized void takeUp() throws IOException {
        for (Transfer transfer : register.load()) {
            LOG.log(
                    Level.INFO,
                    "taking up the transfer {0}: {1}",
                    transfer.id(),
                    transfer.state().word());
            takeUp(transfer);
        }
        workers.repeat(() -> sweep(Instant.now()), SWEEP);
    }

    private void takeUp(Transfer transfer) {
        if (transfer.kind() == Kind.EXPORT) {
            run(transfer, Optional.empty(), new CompletableFuture<>());
        } else if (transfer.state() == State.RUNNING
                || !transfer.text(Transfer.OUTCOME).isEmpty()) {
            run(transfer, true);
        }
    }

    private void run(Transfer transfer, Optional<ExportRequest> request, CompletableFuture<Transfer> opened) {
        workers.execute(new ExportRun(transfer, surroundings, request, opened, new QueuedJobs(surroundings, transfer)));
    }

    private void run(Transfer transfer, boolean takenUpAgain) {
        workers.execute(new ImportRun(transfer, surroundings, takenUpAgain, new QueuedJobs(surroundings, transfer)));
    }

    /** Transfers as parts of jobs, for a cluster whose jobs run in this process. */
    public RemoteDisks jobs() {
        return new JobTransfers(register, surroundings, admission);
    }

    /**
     * What a move has to know of an instance and no query tells: the names of its private OS parameters, or {@code null} if
     * nobody can say.
     */
    Map<String, Object> facts(String instance) {
        InstanceFacts facts = admission.instance(instance);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", facts.name());
        try {
            answer.put("osparams_private_names", osparamsPrivate.names(facts.uuid()));
        } catch (IOException e) {
            warn(facts, e);
            answer.put("osparams_private_names", null);
        }
        return answer;
    }

    /** The values of an instance's private OS parameters by name; they must not reach a log. 501 if they cannot be read. */
    Map<String, Object> osparamsPrivate(String instance) {
        InstanceFacts facts = admission.instance(instance);
        try {
            return osparamsPrivate.values(facts.uuid());
        } catch (IOException e) {
            warn(facts, e);
            throw new HttpError(
                    501, "The private OS parameters of " + facts.name() + " cannot be read; the server's log says why");
        }
    }

    private static void warn(InstanceFacts facts, IOException reason) {
        LOG.log(Level.WARNING, "{0}: private OS parameters cannot be read: {1}", facts.name(), reason.getMessage());
    }

    /** Opens an instance's disks; the document, once they are open. The same reference twice is one transfer. */
    CompletionStage<Map<String, Object>> export(String instance, ExportRequest request) {
        InstanceFacts facts = admission.instance(instance);
        Optional<Transfer> known = register.known(Kind.EXPORT, facts, request.reference());
        if (known.isPresent()) {
            return opened(known.get());
        }
        admission.checkExport(facts, request);
        String id = register.freshId(Kind.EXPORT);
        Transfer transfer;
        CompletableFuture<Transfer> opening = new CompletableFuture<>();
        synchronized (this) {
            transfer = register.add(admission.export(id, facts, request));
            openings.put(id, opening);
            run(transfer, Optional.of(request), opening);
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
        Optional<Transfer> known = register.known(Kind.IMPORT, facts, request.reference());
        if (known.isPresent()) {
            return Document.of(known.get());
        }
        admission.checkImport(facts);
        Transfer transfer = admission.prepared(register, facts, request);
        if (request.activate()) {
            activate(transfer);
        }
        return Document.of(transfer);
    }

    /** Has the disks activated while the client sees to the sources. What fails here is done when the import begins, or fails again. */
    private void activate(Transfer transfer) throws InterruptedException {
        try {
            new InstanceSteps(surroundings, transfer, new QueuedJobs(surroundings, transfer)).beginActivating();
        } catch (WorkException | IOException | ClusterException e) {
            LOG.log(Level.INFO, "transfer {0}: its disks are not activated yet: {1}", transfer.id(), e.toString());
        }
    }

    /** Has an import begin that was prepared. */
    Map<String, Object> startImport(String instance, String id, ImportRequest request) {
        InstanceFacts facts = admission.instance(instance);
        Transfer transfer = register.fetch(id);
        if (transfer.kind() != Kind.IMPORT || !facts.uuid().equals(transfer.text(Transfer.UUID))) {
            throw new HttpError(404, "This instance has no import " + id);
        }
        Map<String, Object> start = admission.startImport(facts, request);
        if (register.begin(transfer, start)) {
            run(transfer, false);
        }
        return Document.of(transfer);
    }

    /** All transfers, the oldest first. */
    List<Map<String, Object>> documents() {
        return register.all().stream().map(Document::of).toList();
    }

    /** One transfer; 404 if there is none. */
    Map<String, Object> document(String id) {
        return Document.of(register.fetch(id));
    }

    /** Cancels a transfer if it has not ended; the document once it has, or when that takes too long. */
    CompletionStage<Map<String, Object>> cancel(String id) {
        Transfer transfer = register.fetch(id);
        transfer.cancel();
        endWaiting(transfer, State.CANCELLED);
        CompletableFuture<?> ended = transfer.ended().copy();
        workers.completeAfter(ended, PATIENCE);
        return ended.thenApply(nothing -> Document.of(transfer));
    }

    /** Ends an import that has not been begun. */
    private void endWaiting(Transfer transfer, State state) {
        if (register.abandon(transfer, state)) {
            run(transfer, false);
        }
    }

    /** Ends imports that waited for too long, and forgets what ended long ago. */
    private void sweep(Instant now) {
        for (Transfer transfer : register.all()) {
            if (now.isAfter(transfer.notAfter())) {
                endWaiting(transfer, State.EXPIRED);
            }
            if (transfer.state().ended()) {
                synchronized (this) {
                    openings.remove(transfer.id());
                }
            }
        }
        register.forgetOld(now);
    }

    /** Stops looking after the transfers, which stay as they are for the next process. */
    @Override
    public void close() {
        workers.close();
    }
}
