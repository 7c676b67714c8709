package org.gatehouse.luxi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.Deadline;

/**
 * Speaks LUXI: one request, one answer, on connections of the pool. A lost connection is replaced and the request sent again,
 * as long as that cannot change the cluster twice. Any thread may call.
 */
final class LuxiClient {
    /** How often a request is sent before the connection counts as closed for good. */
    private static final int TRIES = 5;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Makes something of an answer; closes it, or hands it on to what will. */
    interface Reading<T> {
        T read(Answer answer) throws IOException;
    }

    /** What to do when a change may or may not have reached luxid, which went before it answered. */
    interface Recovery<T> {
        T recover(ConnectionLostException loss, Deadline deadline);
    }

    private final ConnectionPool pool;
    private final Duration silence;
    private final CallCounter counter;

    LuxiClient(ConnectionPool pool, Duration silence, CallCounter counter) {
        this.pool = pool;
        this.silence = silence;
        this.counter = counter;
    }

    /** The result of a call, read whole. */
    Object fetch(LuxiRequest request) {
        return call(request, Answer::fetchResult);
    }

    /** What {@code reading} makes of the answer. */
    <T> T call(LuxiRequest request, Reading<T> reading) {
        return call(request, reading, (loss, deadline) -> {
            throw Failures.of(loss);
        });
    }

    /** As {@link #call(LuxiRequest, Reading)}; {@code recovery} decides when it is unknown whether a change was made. */
    <T> T call(LuxiRequest request, Reading<T> reading, Recovery<T> recovery) {
        counter.called();
        boolean done = false;
        try {
            T value = attempt(request, reading, recovery);
            done = true;
            return value;
        } finally {
            if (!done) {
                counter.failed();
            }
        }
    }

    private <T> T attempt(LuxiRequest request, Reading<T> reading, Recovery<T> recovery) {
        Deadline deadline = Deadline.after(request.limit());
        ByteBuffer message = ByteBuffer.wrap(request.encode());
        for (int tries = 1; ; tries++) {
            ConnectionPool.Lease lease = pool.lease(deadline);
            message.rewind();
            boolean done = false;
            try {
                lease.connection().write(message, deadline);
                T value = read(new Answer(lease, deadline, silence), reading);
                done = true;
                return value;
            } catch (ConnectionLostException e) {
                boolean mayHaveArrived = !message.hasRemaining() && !e.unread();
                if (request.changes() && mayHaveArrived) {
                    // The recovery asks luxid as well, and there may be no other connection to ask on.
                    lease.drop();
                    return recovery.recover(e, deadline);
                }
                if (tries == TRIES) {
                    throw Failures.of(e);
                }
            } catch (IOException e) {
                throw Failures.of(e);
            } finally {
                if (!done) {
                    lease.drop();
                }
            }
            Connector.pause(tries == 1 ? Duration.ZERO : PAUSE);
        }
    }

    private static <T> T read(Answer answer, Reading<T> reading) throws IOException {
        boolean done = false;
        try {
            T value = reading.read(answer);
            done = true;
            return value;
        } finally {
            if (!done) {
                answer.close();
            }
        }
    }
}
