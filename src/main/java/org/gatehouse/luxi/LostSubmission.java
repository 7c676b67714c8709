package org.gatehouse.luxi;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobId;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.Deadline;

/**
 * Finds out what became of a job whose submission was delivered to a luxid that went before it answered. The entries of an
 * opcode's reason trail carry the nanosecond of their making and come back, first in the trail, with the job's opcodes, so
 * that the job can be told from all others.
 */
final class LostSubmission {
    /** Jobs received this much before the submission are looked at too, should the clock have been set meanwhile. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** A luxid that only hung up may still be busy writing the job down. */
    private static final int LOOKS = 3;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LuxiClient client;
    private final List<Opcode> opcodes;
    private final Instant since;

    LostSubmission(LuxiClient client, List<Opcode> opcodes, Instant since) {
        this.client = client;
        this.opcodes = opcodes;
        this.since = since.minus(SLACK);
    }

    /** The id the job got, looked for until the deadline. Fails, with what is known, when it cannot be found. */
    JobId recover(ConnectionLostException loss, Deadline deadline) {
        if (!isRecognisable()) {
            throw LuxiErrors.broken(
                    "the master daemon closed the connection before it answered;"
                            + " it is unknown whether the job was queued",
                    loss);
        }
        for (int look = 1; ; look++) {
            List<JobId> found = look(deadline, loss);
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1) {
                throw LuxiErrors.broken(
                        "the master daemon closed the connection before it answered;"
                                + " several jobs look like the one submitted",
                        loss);
            }
            if (look == LOOKS || deadline.remaining().compareTo(PAUSE) < 0) {
                throw LuxiErrors.broken(
                        "the master daemon closed the connection before it answered; the job was not queued", loss);
            }
            Connector.pause(PAUSE);
        }
    }

    private List<JobId> look(Deadline deadline, ConnectionLostException loss) {
        List<Object> recent = List.of(">=", "received_ts", since.getEpochSecond());
        List<Object> args = List.of("job", List.of("id", "ops"), recent);
        try {
            return client.call(new LuxiRequest("Query", args, false, deadline.remaining()), this::matches);
        } catch (ClusterException e) {
            ClusterException unknown = new ClusterException(
                    e.reason() == ClusterException.Reason.TIMEOUT
                            ? ClusterException.Reason.TIMEOUT
                            : ClusterException.Reason.BROKEN_ANSWER,
                    "the master daemon closed the connection before it answered;"
                            + " it is unknown whether the job was queued",
                    e);
            unknown.addSuppressed(loss);
            throw unknown;
        }
    }

    private List<JobId> matches(Answer answer) throws IOException {
        List<JobId> found = new ArrayList<>();
        try (var table = LuxiQueries.table(answer)) {
            for (var row = table.rows().next();
                    row.isPresent();
                    row = table.rows().next()) {
                List<?> cells = row.get();
                if (cells.size() == 2 && value(cells.get(1)) instanceof List<?> ops && isOurs(ops)) {
                    found.add(JobNumbers.of(value(cells.get(0))));
                }
            }
        }
        return found;
    }

    /** The second of a cell's pair of status and value. */
    private static Object value(Object cell) {
        return cell instanceof List<?> pair && pair.size() == 2 ? pair.get(1) : null;
    }

    private boolean isRecognisable() {
        return !opcodes.isEmpty()
                && opcodes.stream()
                        .anyMatch(opcode -> opcode.parameters().get("reason") instanceof List<?> trail
                                && trail.stream().anyMatch(LostSubmission::isStamped));
    }

    private static boolean isStamped(Object entry) {
        return entry instanceof List<?> parts && parts.size() == 3 && parts.get(2) instanceof Number;
    }

    private boolean isOurs(List<?> ops) {
        if (ops.size() != opcodes.size()) {
            return false;
        }
        for (int i = 0; i < ops.size(); i++) {
            Opcode sent = opcodes.get(i);
            if (!(ops.get(i) instanceof Map<?, ?> stored)
                    || !sent.id().equals(stored.get("OP_ID"))
                    || !startsWith(stored.get("reason"), sent.parameters().get("reason"))) {
                return false;
            }
        }
        return true;
    }

    /** Compared as JSON text, in which the same number is the same whatever Java type holds it. */
    private static boolean startsWith(Object trail, Object ours) {
        return trail instanceof List<?> all
                && ours instanceof List<?> first
                && all.size() >= first.size()
                && LuxiJson.text(all.subList(0, first.size())).equals(LuxiJson.text(first));
    }
}
