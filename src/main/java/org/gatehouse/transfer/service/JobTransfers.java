package org.gatehouse.transfer.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.Signed;

/** Transfers that are part of a job: they run on its thread, and end with it, also when that is because of a crash. */
final class JobTransfers implements RemoteDisks {
    private static final long DAY = 86_400;
    private static final int NAME_DIGITS = 16;

    private final Register register;
    private final Surroundings surroundings;
    private final Admission admission;

    JobTransfers(Register register, Surroundings surroundings, Admission admission) {
        this.register = register;
        this.surroundings = surroundings;
        this.admission = admission;
    }

    @Override
    public Map<String, Object> prepareExport() {
        Papers papers = surroundings.papers();
        try {
            String name = "authority-" + papers.authorityDigest().substring(0, NAME_DIGITS);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("version", Admission.VERSION);
            answer.put("handshake", signed(Admission.HANDSHAKE, papers.sign(Admission.HANDSHAKE + Admission.GREETING)));
            answer.put("x509_key_name", signed(name, papers.sign(name)));
            answer.put("x509_ca", papers.signPem(papers.authority()));
            return answer;
        } catch (IOException e) {
            throw execution("The export cannot be prepared: " + e.getMessage());
        }
    }

    private static List<Object> signed(Object what, Signed signature) {
        return List.of(what, signature.mac(), signature.salt());
    }

    @Override
    public Errand export(String instance, Map<String, Object> parameters) {
        return refusing(() -> {
            ExportTarget target = ExportTarget.read(parameters.get("target_node"));
            ExportRequest request = target.request(parameters);
            checkSignatures(target, Values.list(parameters.get("x509_key_name")));
            InstanceFacts facts = admission.instance(instance);
            admission.checkExport(facts, request);
            return hands -> export(facts, target, request, hands);
        });
    }

    private void checkSignatures(ExportTarget target, List<Object> name) {
        try {
            surroundings.papers().openPem("csr", target.csr());
            // Nothing depends on it, but a wrong one shows that something is mixed up.
            if (!name.isEmpty()) {
                surroundings
                        .papers()
                        .check(
                                "x509_key_name",
                                Values.text(name.get(0)),
                                name.size() < 3 ? "" : Values.text(name.get(1)),
                                name.size() < 3 ? "" : Values.text(name.get(2)));
            }
        } catch (IOException e) {
            throw new HttpError(500, "The signatures cannot be checked: " + e.getMessage());
        }
    }

    private void export(InstanceFacts facts, ExportTarget target, ExportRequest request, Hands hands)
            throws InterruptedException {
        Transfer transfer = refusing(() -> {
            Map<String, Object> begun = admission.export(register.freshId(Kind.EXPORT), facts, request);
            begun.put(Transfer.BOUND, true);
            begun.put(Transfer.CONNECT_TIMEOUT, target.connectTimeout());
            return register.add(begun);
        });
        OwnJob job = new OwnJob(hands, transfer);
        job.log("Opening the disks of " + facts.name() + " for another cluster, transfer " + transfer.id());
        CompletableFuture<Transfer> opened = new CompletableFuture<>();
        var told = opened.thenAccept(open -> hands.log("remote-export", message(open)));
        new ExportRun(transfer, surroundings, Optional.of(request), opened, job).run();
        told.cancel(false);
        finish(transfer);
    }

    /** What the destination has to know, for whoever follows the job. */
    private static Map<String, Object> message(Transfer transfer) {
        List<Object> transfers = new ArrayList<>();
        for (Map<String, Object> disk : transfer.disks()) {
            List<Object> elements = new ArrayList<>();
            for (String name : ImportSource.ELEMENTS) {
                elements.add(disk.get(name));
            }
            transfers.add(elements);
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("version", Admission.VERSION);
        message.put("transfer", transfer.id());
        message.put("transfers", transfers);
        message.put("x509_ca", transfer.fact("x509_ca"));
        return message;
    }

    @Override
    public Map<String, Object> prepareImport(Target target) throws InterruptedException {
        try {
            checkHandshake(ImportSource.read(target.parameters()));
            Optional<Transfer> waiting = register.waiting(target.name());
            Transfer transfer = waiting.isPresent()
                    ? waiting.get()
                    : admission.prepared(register, facts(target, target.name()), new ImportPreparation(DAY, "", false));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("version", Admission.VERSION);
            answer.put("import", transfer.id());
            answer.put("csr", transfer.fact("csr"));
            return answer;
        } catch (HttpError e) {
            throw refusal(e);
        }
    }

    /** The instance as it is going to be. Until it is there it has its name for a UUID. */
    private static InstanceFacts facts(Target target, String uuid) {
        return new InstanceFacts(
                target.name(), uuid, target.node(), false, false, false, 0, target.template(), target.sizes());
    }

    private void checkHandshake(ImportSource source) {
        try {
            surroundings
                    .papers()
                    .check("source_handshake", Admission.HANDSHAKE + Admission.GREETING, source.mac(), source.salt());
        } catch (IOException e) {
            throw new HttpError(500, "The handshake cannot be checked: " + e.getMessage());
        }
    }

    @Override
    public Errand fill(Target target) {
        return refusing(() -> {
            ImportSource source = ImportSource.read(target.parameters());
            checkHandshake(source);
            Transfer transfer = register.fetch(source.id());
            if (transfer.kind() != Kind.IMPORT || !transfer.text(Transfer.UUID).equals(target.name())) {
                throw new HttpError(404, "The import " + source.id() + " was not prepared for " + target.name());
            }
            Map<String, Object> changes =
                    admission.startImport(facts(target, target.uuid()), source.request(target.parameters()));
            if (Values.list(changes.get("disks")).size() != target.sizes().size()) {
                throw new HttpError(400, "transfers must name every disk of the instance");
            }
            changes.put(Transfer.UUID, target.uuid());
            changes.put("node", target.node());
            changes.put(Transfer.BOUND, true);
            changes.put(Transfer.CREATES, true);
            return hands -> fill(transfer, changes, hands);
        });
    }

    private void fill(Transfer transfer, Map<String, Object> changes, Hands hands) throws InterruptedException {
        boolean begun = refusing(() -> register.begin(transfer, changes));
        if (!begun) {
            throw refusal(new HttpError(409, "The import " + transfer.id() + " is running already"));
        }
        OwnJob job = new OwnJob(hands, transfer);
        job.log("Pulling the disks of " + transfer.instance() + ", transfer " + transfer.id());
        new ImportRun(transfer, surroundings, false, job).run();
        finish(transfer);
        for (Map<String, Object> disk : transfer.disks()) {
            job.log("disk/" + disk.get("index") + " finished receiving data");
        }
    }

    private static void finish(Transfer transfer) throws InterruptedException {
        if (!transfer.state().ended()) {
            // The run has put the interrupt back.
            Thread.interrupted();
            throw new InterruptedException("the transfer is left to the next process");
        }
        if (transfer.state() != State.DONE) {
            String message = transfer.text("message");
            throw execution("The " + transfer.kind().word() + " " + transfer.id() + " "
                    + (transfer.state() == State.FAILED ? "has " : "is ")
                    + transfer.state().word() + (message.isEmpty() ? "" : ": " + message));
        }
    }

    private static <T> T refusing(Supplier<T> work) {
        try {
            return work.get();
        } catch (HttpError e) {
            throw refusal(e);
        }
    }

    private static ClusterException refusal(HttpError e) {
        return switch (e.status()) {
            case 400 -> prerequisite(e, "wrong_input");
            case 404 -> prerequisite(e, "unknown_entity");
            case 409 -> prerequisite(e, "wrong_state");
            case 503 -> prerequisite(e, "insufficient_resources");
            default -> execution(e.getMessage());
        };
    }

    private static ClusterException prerequisite(HttpError e, String code) {
        return ClusterException.refused("OpPrereqError", List.of(e.getMessage(), code));
    }

    private static ClusterException execution(String text) {
        return ClusterException.refused("OpExecError", List.of(text));
    }
}
