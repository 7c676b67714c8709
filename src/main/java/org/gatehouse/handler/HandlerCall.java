package org.gatehouse.handler;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.FeedbackJson;
import org.gatehouse.feedback.JsonMembers;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.Conversation;
import org.gatehouse.wire.DeadlinePassedException;
import org.gatehouse.wire.FrameReader;

/** What the handler says about one call. */
final class HandlerCall implements Conversation, FrameReader.Sink {
    private static final System.Logger LOG = System.getLogger(HandlerCall.class.getName());
    private static final int OK = 200;
    private static final int LONGEST_EXCUSE = 4096;
    private static final int LONGEST_MESSAGE = 500;

    private final HandlerNodeCalls owner;
    private final NodeCallListener listener;
    private final Runnable over;
    private final FrameReader frames = new FrameReader();
    private boolean started;
    private int status;
    private ByteBuffer body;

    /** {@code over} is run once, before the listener hears the last word. */
    HandlerCall(HandlerNodeCalls owner, NodeCallListener listener, Runnable over) {
        this.owner = owner;
        this.listener = listener;
        this.over = over;
    }

    @Override
    public boolean received(ByteBuffer bytes) throws IOException {
        return frames.read(bytes, this);
    }

    @Override
    public boolean frame(char type, byte[] payload) throws IOException {
        switch (type) {
            case 'A' -> accepted(payload);
            case 'M' -> {
                if (started) {
                    FeedbackJson.read(payload).ifPresent(feedback -> tell(() -> listener.told(feedback)));
                }
            }
            case 'S' -> status(payload);
            case 'B' -> body(payload);
            case 'E' -> {
                if (body == null || body.hasRemaining()) {
                    throw new IOException("the answer ended before it was whole");
                }
                return true;
            }
            default -> {
                // A sign of life, or what another version has to say.
            }
        }
        return false;
    }

    @Override
    public void completed() {
        over.run();
        if (status == OK) {
            start();
            tell(() -> listener.ended(body.array()));
        } else {
            fail(reason(status), excuse(), null);
        }
    }

    @Override
    public void failed(IOException cause) {
        over.run();
        if (cause instanceof DeadlinePassedException) {
            long seconds = owner.settings().silence().toSeconds();
            fail(Reason.LOST, "the handler was silent for " + seconds + " s, the outcome is unknown", cause);
        } else if (cause instanceof ClosedChannelException) {
            fail(Reason.LOST, "Gatehouse stopped before the call ended, the outcome is unknown", cause);
        } else if (cause instanceof ConnectionLostException lost && lost.unread() && !started) {
            fail(
                    Reason.UNREACHABLE,
                    "the handler hung up before it had read the request: does gatehouse-handler run, and allow this user?",
                    cause);
        } else {
            fail(Reason.LOST, "the handler went before the call ended, the outcome is unknown", cause);
        }
    }

    private void accepted(byte[] payload) {
        JsonMembers.read(payload).map(members -> members.text("release", "")).ifPresent(release -> {
            if (!release.isEmpty()) {
                owner.learn(release);
            }
        });
        start();
    }

    private void start() {
        if (!started) {
            started = true;
            tell(listener::started);
        }
    }

    private void status(byte[] payload) throws IOException {
        JsonMembers members =
                JsonMembers.read(payload).orElseThrow(() -> new IOException("the status is not a JSON object"));
        OptionalLong code = members.integer("status");
        OptionalLong length = members.integer("length");
        if (body != null || code.isEmpty() || length.isEmpty()) {
            throw new IOException("the status comes twice or is not whole");
        }
        status = (int) code.getAsLong();
        int longest = status == OK ? owner.settings().largestAnswer() : LONGEST_EXCUSE;
        if (length.getAsLong() < 0 || length.getAsLong() > longest) {
            throw new IOException("an answer of " + length.getAsLong() + " bytes, " + longest + " are allowed");
        }
        body = ByteBuffer.allocate((int) length.getAsLong());
    }

    private void body(byte[] payload) throws IOException {
        if (body == null || body.remaining() < payload.length) {
            throw new IOException("the answer is longer than it said");
        }
        body.put(payload);
    }

    private String excuse() {
        String text = new String(body.array(), StandardCharsets.UTF_8).strip().replaceAll("\\p{Cntrl}+", " ");
        if (text.isEmpty()) {
            return "the handler refused the call with status " + status;
        }
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text;
    }

    private static Reason reason(int status) {
        return switch (status) {
            case 400 -> Reason.BAD_REQUEST;
            case 403 -> Reason.FORBIDDEN;
            case 404 -> Reason.UNKNOWN_METHOD;
            case 413 -> Reason.TOO_LARGE;
            case 503 -> Reason.BUSY;
            // Of a call that was to be passed on to another node.
            case 502 -> Reason.UNREACHABLE;
            case 504 -> Reason.LOST;
            default -> Reason.CRASHED;
        };
    }

    private void fail(Reason reason, String message, IOException cause) {
        tell(() -> listener.failed(new NodeCallException(reason, message, cause)));
    }

    /** One listener that throws must not take the others down with it. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the listener of a node call failed", e);
        }
    }
}
