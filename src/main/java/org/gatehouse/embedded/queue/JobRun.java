package org.gatehouse.embedded.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.opcode.Opcode;

/** Takes one job through its opcodes, on one thread, from the moment it was let in to its end. */
final class JobRun implements Runnable {
    private static final Logger LOG = System.getLogger(JobRun.class.getName());

    /** How long an opcode waits for its locks before its priority rises by one. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final Duration WRITING = Duration.ofSeconds(10);
    private static final int HIGHEST = -20;
    private static final LockRequest WHOLE_CLUSTER = LockRequest.shared("cluster");

    private final Job job;
    private final Workshop shop;
    private Locks.Ticket ticket;

    /** The ticket is the first opcode's, taken when the job was let in. */
    JobRun(Job job, Locks.Ticket ticket, Workshop shop) {
        this.job = job;
        this.ticket = ticket;
        this.shop = shop;
    }

    private record Result(String status, Object value, List<Object> time) {}

    @Override
    public void run() {
        try {
            UnaryOperator<JobRow> end = steps();
            JobRow last = job.settle(end);
            try {
                write(last);
            } catch (IllegalStateException e) {
                LOG.log(Level.ERROR, "job " + job.id() + " ended, which could not be written", e);
            }
            job.publish(last);
            shop.ended(job);
        } catch (InterruptedException e) {
            // The cluster closes. What had not begun may begin again; the rest is found dead at the next start.
            job.change(row -> row.status().equals("waiting") ? backInLine(row) : row);
        } finally {
            leaveLine();
        }
    }

    private static JobRow backInLine(JobRow row) {
        return row.pending(step -> step.status("queued").started(null)).started(null);
    }

    /** Works until the job is over; answers with what is left to be changed of it then. */
    private UnaryOperator<JobRow> steps() throws InterruptedException {
        int count = job.row().steps().size();
        for (int i = 0; i < count; i++) {
            int index = i;
            if (job.row().steps().get(index).isFinal()) {
                continue;
            }
            Result result = job.isCancelled() ? null : step(index);
            if (result == null) {
                List<Object> now = shop.now();
                return row -> row.pending(step -> step.outcome("canceled", "Job canceled by request"))
                        .ended(now);
            }
            UnaryOperator<JobRow> done = row -> row.step(
                    index, step -> step.outcome(result.status(), result.value()).ended(result.time()));
            if (!result.status().equals("success")) {
                List<Object> failure = error("OpExecError", List.of("Preceding opcode failed"));
                return row -> done.apply(row)
                        .pending(step -> step.outcome("error", failure))
                        .ended(result.time());
            }
            if (index == count - 1) {
                return row -> done.apply(row).ended(result.time());
            }
            job.change(done);
            leaveLine();
        }
        throw new IllegalStateException("job " + job.id() + " had nothing left to do");
    }

    /** What came of the opcode, or {@code null} if it was cancelled before it began. */
    private Result step(int index) throws InterruptedException {
        try {
            return perform(index);
        } catch (ClusterException e) {
            String name = e.errorClass().isEmpty() ? "OpExecError" : e.errorClass();
            return new Result("error", error(name, e.arguments()), shop.now());
        } catch (InterruptedException e) {
            if (shop.isClosing()) {
                throw e;
            }
            return new Result("error", error("OpExecError", List.of("interrupted")), shop.now());
        } catch (RuntimeException | Error e) {
            // Whatever it is, it is one job's and must not stop the queue.
            LOG.log(Level.ERROR, "job " + job.id() + ": " + job.opcode(index).id() + " failed", e);
            return new Result("error", error("OpExecError", List.of(String.valueOf(e.getMessage()))), shop.now());
        }
    }

    private static List<Object> error(String name, List<Object> arguments) {
        return List.of(name, arguments);
    }

    private Result perform(int index) throws InterruptedException {
        Opcode opcode = job.opcode(index);
        if (ticket == null) {
            ticket = shop.locks().ticket(job.id(), job.row().steps().get(index).priority());
        }
        // Before anything that takes time, since whoever is next in line for locks waits to hear which these are.
        Set<LockRequest> wanted = new HashSet<>();
        ClusterException fault = null;
        try {
            wanted.addAll(locks(opcode));
            ticket.want(wanted);
        } catch (ClusterException e) {
            fault = e;
            ticket.release();
        }
        job.waitsWith(ticket);
        if (!markWaiting(index)) {
            return null;
        }
        if (Dependencies.judge(opcode.parameters(), job.id(), shop::statusOf) == Dependencies.Verdict.CANCEL) {
            job.change(row -> row.step(index, step -> step.ended(shop.now())));
            return null;
        }
        if (Secrets.lost(opcode.parameters())) {
            throw ClusterException.refused(
                    "OpPrereqError", List.of("Please re-submit secret parameters to job.", "wrong_input"));
        }
        job.change(row -> row.step(index, step -> step.input(JobInputs.begun(Intake.opcode(step.input())))));
        if (fault != null) {
            throw fault;
        }
        if (!acquire(index, opcode, wanted)) {
            return null;
        }
        List<Object> now = shop.now();
        if (!job.unlessCancelled(
                row -> row.step(index, step -> step.status("running").executed(now)))) {
            return null;
        }
        Object value = shop.operations().run(opcode, new StepOfJob(job, index, shop));
        return new Result("success", value, shop.now());
    }

    private boolean markWaiting(int index) throws InterruptedException {
        List<Object> now = shop.now();
        boolean waits = job.unlessCancelled(row -> {
            JobRow changed =
                    row.step(index, step -> step.status("waiting").started(now).input(JobInputs.waiting(step.input())));
            return row.started() == null ? changed.started(now) : changed;
        });
        if (waits) {
            // On disk before anything is done, so that it is never done twice.
            write(job.row());
        }
        return waits;
    }

    private boolean acquire(int index, Opcode opcode, Set<LockRequest> first) throws InterruptedException {
        Set<LockRequest> wanted = first;
        while (true) {
            boolean held = ticket.await(PATIENCE);
            if (shop.isClosing()) {
                // The locks may have come from a job that was broken off.
                throw new InterruptedException();
            }
            if (held) {
                Set<LockRequest> all = merged(wanted, locks(opcode));
                if (all.equals(wanted)) {
                    return true;
                }
                wanted = all;
                ticket.want(wanted);
            } else if (job.isCancelled()) {
                return false;
            } else {
                raise(index);
            }
        }
    }

    private void raise(int index) {
        int priority = Math.max(HIGHEST, job.row().steps().get(index).priority() - 1);
        job.change(row -> row.step(index, step -> step.priority(priority)));
        ticket.priority(priority);
    }

    /** Everybody shares the cluster, but those who want it for themselves. */
    private Set<LockRequest> locks(Opcode opcode) {
        return merged(Set.of(WHOLE_CLUSTER), shop.operations().locks(opcode));
    }

    private static Set<LockRequest> merged(Set<LockRequest> some, Set<LockRequest> others) {
        Map<String, LockRequest> byName = new HashMap<>();
        some.forEach(lock -> byName.put(lock.name(), lock));
        others.forEach(lock -> byName.merge(lock.name(), lock, (one, other) -> one.exclusive() ? one : other));
        return new HashSet<>(byName.values());
    }

    private void write(JobRow row) throws InterruptedException {
        CompletableFuture<Void> written = shop.writer().write(row);
        while (true) {
            try {
                written.get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException("the job cannot be written", e);
            } catch (TimeoutException e) {
                // The disk is full: the writer goes on trying, and the job waits.
                if (shop.isClosing()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private void leaveLine() {
        if (ticket != null) {
            job.waitsWith(null);
            ticket.release();
            ticket = null;
        }
    }
}
