package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.gatehouse.opcode.Opcode;

/**
 * A job that is not finished. Its row is what everybody sees; who runs it changes the row, and the change is heard. Once its
 * end is settled nothing changes it any more, though the end is shown only when it is on disk.
 */
final class Job {
    /** The order in which jobs come to their turn. */
    static final Comparator<Job> ORDER =
            Comparator.comparingInt((Job job) -> job.turn).thenComparingLong(Job::id);

    private final long id;
    private final List<Opcode> opcodes;
    private final Consumer<Job> heard;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile JobRow row;
    private boolean settled;
    private boolean cancelled;
    private long serial;
    private Locks.Ticket ticket;

    /** Its priority as the scheduler sorts it; guarded by the scheduler, and fixed while the job is among others. */
    private int turn;

    /** The opcodes are whole, secrets and all; the row shows what may be shown. */
    Job(JobRow row, List<Opcode> opcodes, Consumer<Job> heard) {
        this.id = row.id();
        this.row = row;
        this.turn = row.priority();
        this.serial = row.lastSerial();
        this.opcodes = new ArrayList<>(opcodes);
        this.heard = heard;
    }

    long id() {
        return id;
    }

    JobRow row() {
        return row;
    }

    Opcode opcode(int index) {
        return opcodes.get(index);
    }

    int turn() {
        return turn;
    }

    void turn(int priority) {
        turn = priority;
    }

    /** Done when the job has ended and everybody can see it. */
    CompletableFuture<Void> over() {
        return over;
    }

    synchronized void change(UnaryOperator<JobRow> change) {
        if (!settled) {
            row = change.apply(row);
            heard.accept(this);
        }
    }

    synchronized void log(int index, List<Object> time, String type, Object payload) {
        if (!row.steps().get(index).status().equals("running")) {
            return;
        }
        boolean many = type.equals("message-list") && payload instanceof List<?>;
        List<?> entries = many ? (List<?>) payload : Collections.singletonList(payload);
        change(old -> {
            JobRow changed = old;
            for (Object entry : entries) {
                serial++;
                List<Object> line = new ArrayList<>(List.of(serial, time, many ? "message" : type));
                line.add(entry);
                changed = changed.step(index, step -> step.logged(line));
            }
            return changed;
        });
    }

    /** Replaces what is shown of an opcode. */
    synchronized void amend(int index, Map<String, Object> input) {
        change(old -> old.step(index, step -> step.input(input)));
    }

    /** The last change. What it makes of the row is for whoever asked, who writes it and then calls {@link #publish}. */
    synchronized JobRow settle(UnaryOperator<JobRow> change) {
        settled = true;
        return change.apply(row);
    }

    /** Shows everybody how the job ended. */
    void publish(JobRow last) {
        synchronized (this) {
            row = last;
            heard.accept(this);
        }
        over.complete(null);
    }

    /** The place in the line for locks that a cancellation must get the job out of; {@code null} for none. */
    synchronized void waitsWith(Locks.Ticket place) {
        ticket = place;
        if (cancelled && place != null) {
            place.wake();
        }
    }

    /** Asks the running job to stop where it can. True if nothing of it runs at the moment, so that it will stop at once. */
    synchronized boolean cancel() {
        if (settled) {
            return false;
        }
        cancelled = true;
        if (row.status().equals("running")) {
            return false;
        }
        if (row.status().equals("waiting")) {
            change(old -> old.pending(step -> step.outcome("canceling", null)));
        }
        if (ticket != null) {
            ticket.wake();
        }
        return true;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Makes a change that would make no sense for a job that is cancelled: false if it is. */
    synchronized boolean unlessCancelled(UnaryOperator<JobRow> change) {
        if (cancelled) {
            return false;
        }
        change(change);
        return true;
    }

    /** Gives what has not begun another priority, also in the line for locks. */
    synchronized void priority(int priority) {
        change(old -> old.pending(step -> step.status().equals("running") ? step : step.priority(priority)));
        if (ticket != null) {
            ticket.priority(priority);
        }
    }
}
