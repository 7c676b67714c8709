package org.gatehouse.transfer.service;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.Progress;
import org.gatehouse.http.Json;
import org.gatehouse.http.PythonText;
import org.gatehouse.opcode.Opcode;

/** What transfers have the cluster do: questions, jobs and node calls. Blocks, but never longer than it is told. */
final class ClusterWork {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The source that is named in the reason trail of a transfer's jobs. */
    private static final String REASON = "gatehouse:transfer";

    private static final List<Object> UNFINISHED = List.of(
            "|",
            List.of("=", "status", "queued"),
            List.of("=", "status", "waiting"),
            List.of("=", "status", "canceling"),
            List.of("=", "status", "running"));

    private final Queries queries;
    private final JobQueue jobs;
    private final Nodes nodes;

    ClusterWork(Queries queries, JobQueue jobs, Nodes nodes) {
        this.queries = queries;
        this.jobs = jobs;
        this.nodes = nodes;
    }

    /** The instance of this name, if there is one; fails with {@link ClusterException} as any query. */
    Optional<InstanceFacts> instance(String name) {
        try {
            return queries.find(ItemKind.INSTANCE, name, InstanceFacts.FIELDS, false)
                    .map(InstanceFacts::of);
        } catch (ClusterException e) {
            if (e.isUnknownEntity()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The primary address of a node that can be called. */
    String nodeAddress(String name) throws WorkException {
        List<Object> row = node(name, List.of("pip", "offline"));
        if (Values.isTrue(row.get(1))) {
            throw WorkException.refused("node " + name + " is offline");
        }
        return Values.text(row.get(0));
    }

    /** The UUID of the node of this name. */
    String nodeUuid(String name) throws WorkException {
        return Values.text(node(name, List.of("uuid")).get(0));
    }

    private List<Object> node(String name, List<String> fields) throws WorkException {
        return queries.find(ItemKind.NODE, name, fields, false)
                .orElseThrow(() -> WorkException.refused("there is no node " + name));
    }

    /** Queues a job of one opcode, in the name of a transfer. */
    JobId submit(Opcode opcode, String transfer) throws WorkException {
        Instant now = Instant.now();
        long nanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        try {
            return jobs.submit(List.of(opcode.with("reason", List.of(List.of(REASON, transfer, nanos)))));
        } catch (ClusterException e) {
            throw failed(opcode.id() + " was not queued", e);
        }
    }

    /** The jobs that were queued in the name of a transfer and have not ended; fails with {@link ClusterException}. */
    List<JobId> unfinished(String transfer) {
        List<JobId> found = new ArrayList<>();
        try (QueryAnswer answer = queries.query("job", List.of("id", "ops"), UNFINISHED)) {
            for (Optional<List<Object>> row = answer.rows().next();
                    row.isPresent();
                    row = answer.rows().next()) {
                if (Values.objects(value(row.get().get(1))).stream().anyMatch(opcode -> isFor(transfer, opcode))) {
                    found.add(new JobId(PythonText.str(value(row.get().get(0)))));
                }
            }
        }
        return found;
    }

    /** A cell is a pair of status and value. */
    private static Object value(Object cell) {
        return Values.list(cell).get(1);
    }

    private static boolean isFor(String transfer, Map<String, Object> opcode) {
        return Values.list(opcode.get("reason")).stream()
                .map(Values::list)
                .anyMatch(entry -> entry.size() == 3
                        && entry.get(0).equals(REASON)
                        && entry.get(1).equals(transfer));
    }

    /** Waits for a job, and fails if it fails. */
    void await(JobId job, String what, Duration limit) throws WorkException, InterruptedException {
        try {
            Optional<String> reason =
                    JobEnd.of(jobs, job).toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (reason.isPresent()) {
                throw WorkException.refused(what + " failed (job " + job.digits() + "): " + reason.get());
            }
        } catch (TimeoutException e) {
            throw WorkException.refused(
                    what + " (job " + job.digits() + ") takes longer than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterException cause) {
                throw failed(what + " (job " + job.digits() + ") cannot be followed", cause);
            }
            throw new IllegalStateException(what, e.getCause());
        }
    }

    /** Calls a node and waits for what it answers. */
    Object call(String node, String method, List<Object> arguments, Duration limit)
            throws WorkException, InterruptedException {
        return payload(node, method, begin(node, method, arguments, progress -> {}), limit)
                .orElseThrow(() -> WorkException.passing(
                        node + " has not answered " + method + " within " + limit.toSeconds() + " s", null));
    }

    /** Begins a node call, whose answer will be {@code [success, payload]}. */
    CompletableFuture<byte[]> begin(
            String node, String method, List<Object> arguments, Consumer<? super Progress> progress) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        NodeRequest request = new NodeRequest(
                UUID.randomUUID().toString(), method, "transfers", new ByteArrayInputStream(Json.bytes(arguments)));
        try {
            nodes.node(node).call(request, new Listener(answer, progress));
        } catch (NodeCallException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** What a call has brought, or empty (which is no failure of the call's) if there is nothing yet when the limit has passed. */
    Optional<Object> payload(String node, String method, CompletableFuture<byte[]> call, Duration limit)
            throws WorkException, InterruptedException {
        try {
            List<Object> answer = Json.read(call.get(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .map(parsed -> Values.list(parsed.value()))
                    .orElse(List.of());
            if (answer.size() != 2) {
                throw WorkException.refused(node + ": " + method + " was answered with something else than an answer");
            }
            if (!Values.isTrue(answer.get(0))) {
                throw WorkException.refused(PythonText.str(answer.get(1)));
            }
            return Optional.of(answer.get(1) == null ? "" : answer.get(1));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NodeCallException cause) {
                throw failed(node, cause);
            }
            throw new IllegalStateException(method, e.getCause());
        }
    }

    private static WorkException failed(String node, NodeCallException cause) {
        String message = node + ": " + cause.getMessage();
        return switch (cause.reason()) {
            case UNKNOWN_METHOD -> WorkException.refused(node + " does not serve transfers: " + cause.getMessage());
            case FORBIDDEN, BAD_REQUEST, TOO_LARGE -> WorkException.refused(message);
            case BUSY, UNREACHABLE, CRASHED, LOST -> WorkException.passing(message, cause);
        };
    }

    static WorkException failed(String what, ClusterException cause) {
        return cause.reason() == ClusterException.Reason.REFUSED
                ? WorkException.refused(what + ": " + PythonText.exceptionText(cause.arguments()))
                : WorkException.passing(what + ": " + cause.getMessage(), cause);
    }

    private record Listener(CompletableFuture<byte[]> answer, Consumer<? super Progress> progress)
            implements NodeCallListener {
        @Override
        public void started() {}

        @Override
        public void told(Feedback feedback) {
            if (feedback instanceof Progress news) {
                progress.accept(news);
            }
        }

        @Override
        public void ended(byte[] bytes) {
            answer.complete(bytes);
        }

        @Override
        public void failed(NodeCallException cause) {
            answer.completeExceptionally(cause);
        }
    }
}
