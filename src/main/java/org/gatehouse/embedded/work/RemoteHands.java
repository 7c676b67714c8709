package org.gatehouse.embedded.work;

import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.queue.Running;
import org.gatehouse.opcode.Opcode;

/** What a job does while its disks are exchanged with another cluster. For one thread. */
final class RemoteHands implements RemoteDisks.Hands {
    private final Task task;
    private final Parts parts;
    private final Making making;

    /** Carries out opcodes as parts of a job. */
    @FunctionalInterface
    interface Parts {
        /** Carries one out; {@code job} has the locks for it. */
        void run(Opcode opcode, Running job) throws InterruptedException;
    }

    /** Makes an instance. */
    @FunctionalInterface
    interface Making {
        void run() throws InterruptedException;
    }

    RemoteHands(Task task, Parts parts, Making making) {
        this.task = task;
        this.parts = parts;
        this.making = making;
    }

    @Override
    public void log(String type, Object payload) {
        task.log(type, payload);
    }

    @Override
    public void carryOut(Opcode opcode) throws InterruptedException {
        parts.run(opcode, task.job());
    }

    @Override
    public void make() throws InterruptedException {
        making.run();
    }
}
