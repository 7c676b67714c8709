package org.gatehouse.transfer.pull;

import java.util.PriorityQueue;

/** What is to be fetched, in the disk's order, between whoever finds it out and those who fetch. For any number of threads. */
final class Runs {
    private final PriorityQueue<Block.Run> waiting = new PriorityQueue<>();
    private final int most;
    private int underWay;
    private boolean complete;
    private boolean stopped;

    Runs(int most) {
        this.most = most;
    }

    /** Adds one; false, without waiting, if there is no room. */
    synchronized boolean offer(Block.Run run) {
        if (waiting.size() >= most) {
            return false;
        }
        waiting.add(run);
        notifyAll();
        return true;
    }

    /** Waits until half of the room is free, or all is stopped. */
    synchronized void awaitRoom() throws InterruptedException {
        while (waiting.size() > most / 2 && !stopped) {
            wait();
        }
    }

    /** No more will be added. */
    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** Nothing is given out any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** The next one; null when all are {@link #finished}, or stopped. */
    synchronized Block.Run take() throws InterruptedException {
        while (!stopped && waiting.isEmpty() && !(complete && underWay == 0)) {
            wait();
        }
        Block.Run run = stopped ? null : waiting.poll();
        if (run != null) {
            underWay++;
            notifyAll();
        }
        return run;
    }

    synchronized void finished() {
        underWay--;
        notifyAll();
    }

    /** Takes back one that another thread shall have. */
    synchronized void giveBack(Block.Run run) {
        waiting.add(run);
        finished();
    }
}
