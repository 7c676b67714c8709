package org.gatehouse.handler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.JsonMembers;
import org.gatehouse.wire.ConnectFailedException;
import org.gatehouse.wire.ConnectFailedException.Kind;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.ExchangeLoop;
import org.gatehouse.wire.FrameWriter;
import org.gatehouse.wire.UnixConnection;

/**
 * Has this node's operations carried out by the handler, a process with the privileges that they need. Each call has a
 * connection of its own; the calling thread writes the request, and one thread listens to all answers. Listeners are told on
 * that thread.
 */
public final class HandlerNodeCalls implements NodeCalls {
    private static final int PROTOCOL = 1;
    private static final int LONGEST_CALLER = 1000;
    private static final int CHUNK = 8 * 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] NO_ARGUMENTS = "[]\n".getBytes(StandardCharsets.US_ASCII);

    /** How long the handler may leave a request unread. */
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

    /** How long to listen for the reason after the handler stopped reading. */
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(2);

    private static final Duration ABSENT_PAUSE = Duration.ofMillis(50);
    private static final Duration CROWDED_PAUSE = Duration.ofMillis(5);

    private final HandlerSettings settings;
    private final ExchangeLoop loop;
    private final Semaphore places;
    private volatile String release;
    private volatile boolean closed;

    /** Starts the thread; connects when there is something to call. */
    public HandlerNodeCalls(HandlerSettings settings) {
        this.settings = settings;
        this.loop = new ExchangeLoop("gatehouse-handler-calls", settings.most());
        this.places = new Semaphore(settings.most());
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        call(request, listener, settings.connectLimit());
    }

    private void call(NodeRequest request, NodeCallListener listener, Duration connectLimit) throws NodeCallException {
        if (!places.tryAcquire()) {
            throw new NodeCallException(
                    Reason.BUSY, settings.most() + " calls are under way already; try again later", null);
        }
        boolean begun = false;
        UnixConnection connection = null;
        try {
            connection = connect(connectLimit);
            send(request, connection);
            begun = true;
        } finally {
            if (!begun) {
                places.release();
                if (connection != null) {
                    connection.close();
                }
            }
        }
        loop.park(connection, settings.silence(), new HandlerCall(this, listener, places::release));
    }

    /** The release of Ganeti that the handler runs, as of the last call it took. */
    public Optional<String> release() {
        return Optional.ofNullable(release);
    }

    /** How many calls are under way. */
    public int underWay() {
        return settings.most() - places.availablePermits();
    }

    /**
     * Has the handler do a call that changes nothing, and waits for it. Returns if all is well.
     *
     * @throws NodeCallException if there is no answer within the limit
     */
    public void probe(Duration limit) throws NodeCallException {
        Probe probe = new Probe();
        InputStream body = new ByteArrayInputStream(NO_ARGUMENTS);
        Deadline deadline = Deadline.after(limit);
        Duration connectLimit = limit.compareTo(settings.connectLimit()) < 0 ? limit : settings.connectLimit();
        call(new NodeRequest("probe", "version", "Gatehouse itself", body), probe, connectLimit);
        probe.await(deadline);
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
    }

    HandlerSettings settings() {
        return settings;
    }

    void learn(String newRelease) {
        release = newRelease;
    }

    private UnixConnection connect(Duration limit) throws NodeCallException {
        Deadline deadline = Deadline.after(limit);
        while (!closed) {
            try {
                return UnixConnection.open(settings.socket());
            } catch (ConnectFailedException e) {
                boolean mayPass = e.kind() == Kind.ABSENT || e.kind() == Kind.CROWDED;
                if (!mayPass || deadline.hasPassed()) {
                    throw new NodeCallException(Reason.UNREACHABLE, explanation(e.kind()), e);
                }
                pause(e.kind() == Kind.CROWDED ? CROWDED_PAUSE : ABSENT_PAUSE);
            }
        }
        throw new NodeCallException(Reason.UNREACHABLE, "Gatehouse is stopping", null);
    }

    private String explanation(Kind kind) {
        String socket = "the handler's socket " + settings.socket();
        return switch (kind) {
            case ABSENT -> socket + " is not there or nobody listens at it: is gatehouse-handler running?";
            case FORBIDDEN -> socket + " is closed to this user: is it in the group that may enter the directory?";
            case CROWDED -> socket + " has too many callers waiting: is gatehouse-handler stuck?";
            case OTHER -> socket + " cannot be connected to: are there enough file descriptors?";
        };
    }

    private static void pause(Duration pause) throws NodeCallException {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeCallException(Reason.UNREACHABLE, "interrupted while connecting to the handler", e);
        }
    }

    private void send(NodeRequest request, UnixConnection connection) throws NodeCallException {
        FrameWriter out = new FrameWriter(connection, WRITE_LIMIT);
        byte[] chunk = new byte[CHUNK];
        try {
            byte[] head = head(request);
            out.write('H', head, 0, head.length);
            for (int count = read(request, chunk); count >= 0; count = read(request, chunk)) {
                if (count > 0) {
                    out.write('B', chunk, 0, count);
                }
            }
            out.write('E', NOTHING, 0, 0);
            out.flush();
        } catch (IOException e) {
            throw refusal(connection, e);
        }
    }

    private static byte[] head(NodeRequest request) {
        String caller = request.caller();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("protocol", PROTOCOL);
        head.put("method", request.method());
        head.put("call", request.id());
        head.put("caller", caller.length() > LONGEST_CALLER ? caller.substring(0, LONGEST_CALLER) : caller);
        return JsonMembers.write(head);
    }

    private static int read(NodeRequest request, byte[] chunk) throws NodeCallException {
        try {
            return request.body().read(chunk);
        } catch (IOException e) {
            throw new NodeCallException(Reason.BAD_REQUEST, "the request's body broke off", e);
        }
    }

    /** Whoever stops reading has a reason, and may have told it before it hung up. The call has not begun. */
    private NodeCallException refusal(UnixConnection connection, IOException cause) {
        Probe verdict = new Probe();
        HandlerCall call = new HandlerCall(this, verdict, () -> {});
        Deadline deadline = Deadline.after(REFUSAL_LIMIT);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try {
            boolean over = false;
            while (!over && connection.read(chunk.clear(), deadline) > 0) {
                over = call.received(chunk.flip());
            }
            if (over) {
                call.completed();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return verdict.failure()
                .orElseGet(() -> new NodeCallException(
                        Reason.UNREACHABLE,
                        "the handler hung up before it had read the request: does gatehouse-handler run, and allow this user?",
                        cause));
    }
}
