package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.embedded.queue.Running;
import org.gatehouse.opcode.Opcode;

/** An opcode on its way: its arguments, its job's log, and what is kept for it meanwhile. For one thread. */
final class Task implements AutoCloseable {
    private final Args args;
    private final Running job;
    private final Reservations reservations;
    private final List<String> taken = new ArrayList<>();
    private String resolved;

    /** {@code job} is null while only the locks are asked for: nothing is logged then. */
    Task(Args args, Running job, Reservations reservations) {
        this.args = args;
        this.job = job;
        this.reservations = reservations;
    }

    Args args() {
        return args;
    }

    /** Adds a line to the job's log. */
    void log(String message) {
        if (job != null) {
            job.log(message);
        }
    }

    /** Adds an entry of that type to the job's log. */
    void log(String type, Object payload) {
        if (job != null) {
            job.log(type, payload);
        }
    }

    /** The address that the name in the arguments resolved to; {@code null} if it was not looked up. */
    String resolved() {
        return resolved;
    }

    void resolved(String address) {
        resolved = address;
    }

    void info(String message) {
        log(" - INFO: " + message);
    }

    void warning(String message) {
        log(" - WARNING: " + message);
    }

    /** The job that it is a part of. */
    Running job() {
        return job;
    }

    List<List<Object>> submit(List<List<Opcode>> jobs) throws InterruptedException {
        return job.submit(jobs);
    }

    /** Shows the arguments as they are now in the job. */
    void amend() {
        job.amend(args.opcode());
    }

    /** Keeps a thing for this operation until it ends; false if another one has it. */
    boolean reserve(String thing) {
        boolean mine = taken.contains(thing) || reservations.take(thing);
        if (mine) {
            taken.add(thing);
        }
        return mine;
    }

    @Override
    public void close() {
        reservations.release(taken);
    }
}
