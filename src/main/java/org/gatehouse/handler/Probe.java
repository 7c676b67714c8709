package org.gatehouse.handler;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.wire.Deadline;

/** A listener who only wants to know how it ends. */
final class Probe implements NodeCallListener {
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile NodeCallException failure;

    @Override
    public void started() {}

    @Override
    public void told(Feedback feedback) {}

    @Override
    public void ended(byte[] answer) {
        end.countDown();
    }

    @Override
    public void failed(NodeCallException cause) {
        failure = cause;
        end.countDown();
    }

    Optional<NodeCallException> failure() {
        return Optional.ofNullable(failure);
    }

    void await(Deadline deadline) throws NodeCallException {
        boolean over = false;
        try {
            over = end.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        if (!over) {
            throw new NodeCallException(Reason.LOST, "the handler did not answer in time", null);
        }
    }
}
