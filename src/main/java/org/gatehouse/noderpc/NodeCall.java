package org.gatehouse.noderpc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.FeedbackJson;
import org.gatehouse.feedback.Progress;
import org.gatehouse.http.HttpError;

/**
 * One call from the moment it was asked for: tells what becomes of it to everybody who follows it, keeps the latest for those who
 * come later, and leaves one line in the log at its end. Safe for any number of threads; followers are told one thing after the
 * other and must return at once.
 */
final class NodeCall implements NodeCallListener {
    private static final Logger LOG = System.getLogger("org.gatehouse.calls");
    private static final int MOST_FOLLOWERS = 64;
    private static final int MOST_ITEMS = 64;
    private static final int NANOS_OF_MILLI = 1_000_000;

    private final String id;
    private final String method;
    private final String caller;
    private final CallRegistry registry;
    private final Instant since = Instant.now();
    private final long sinceNanos = System.nanoTime();
    private final List<NodeCallListener> followers = new ArrayList<>();
    private final Map<String, Progress> latest = new LinkedHashMap<>();
    private Progress last;
    private boolean started;
    private boolean over;
    private byte[] answer;

    NodeCall(String id, String method, String caller, CallRegistry registry) {
        this.id = id;
        this.method = method;
        this.caller = caller;
        this.registry = registry;
    }

    String id() {
        return id;
    }

    String method() {
        return method;
    }

    String caller() {
        return caller;
    }

    Instant since() {
        return since;
    }

    /**
     * Tells the follower where the call stands, and from now on what comes. Fails with {@link HttpError} 503 if too many
     * follow already, and 410 if the call is over and its answer was too long to be kept.
     */
    synchronized void follow(NodeCallListener follower) {
        if (over && answer == null) {
            throw new HttpError(410, "the call has ended, and its answer was too long to be kept");
        }
        if (followers.size() >= MOST_FOLLOWERS) {
            throw new HttpError(503, "too many follow this call").withHeader("Retry-After", "1");
        }
        if (started) {
            follower.started();
            latest.values().forEach(follower::told);
        }
        if (over) {
            follower.ended(answer);
        } else {
            followers.add(follower);
        }
    }

    /** The follower wants to hear no more. */
    synchronized void leave(NodeCallListener follower) {
        followers.remove(follower);
    }

    @Override
    public synchronized void started() {
        if (!started) {
            started = true;
            followers.forEach(NodeCallListener::started);
        }
    }

    @Override
    public synchronized void told(Feedback feedback) {
        if (feedback instanceof Progress progress) {
            last = progress;
            latest.remove(progress.item());
            latest.put(progress.item(), progress);
            if (latest.size() > MOST_ITEMS) {
                latest.remove(latest.keySet().iterator().next());
            }
        }
        followers.forEach(follower -> follower.told(feedback));
    }

    @Override
    public synchronized void ended(byte[] bytes) {
        started();
        over = true;
        answer = bytes;
        log(startsWith(bytes, "[true") ? "ok" : "failed");
        registry.ended(this);
        // Copied, since who has heard the last word leaves.
        List.copyOf(followers).forEach(follower -> follower.ended(bytes));
        followers.clear();
    }

    @Override
    public synchronized void failed(NodeCallException cause) {
        over = true;
        log(cause.reason().name().toLowerCase(Locale.ROOT));
        if (started) {
            answer = NodeErrors.lostAnswer();
            registry.ended(this);
        } else {
            answer = NodeErrors.lostAnswer();
            registry.forget(this);
        }
        List.copyOf(followers).forEach(follower -> follower.failed(cause));
        followers.clear();
    }

    /** Whether the call is over. */
    synchronized boolean isOver() {
        return over;
    }

    /** The answer of a call that is over, if it is still kept. */
    synchronized Optional<byte[]> answer() {
        return Optional.ofNullable(answer);
    }

    /** Lets go of the answer's bytes. */
    synchronized void dropAnswer() {
        answer = null;
    }

    /** What there is to say about the call, as JSON members; the answer is not among them. */
    synchronized Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("method", method);
        members.put("caller", caller);
        members.put("since", FeedbackJson.time(since));
        members.put("state", over ? "ended" : "running");
        Map<String, Object> progress = last == null ? null : FeedbackJson.members(last);
        if (progress != null) {
            progress.remove("type");
        }
        members.put("progress", progress);
        return members;
    }

    private void log(String outcome) {
        long millis = Duration.ofNanos(System.nanoTime() - sinceNanos).toNanos() / NANOS_OF_MILLI;
        LOG.log(
                Level.INFO,
                "call=\"{0}\" method=\"{1}\" caller=\"{2}\" outcome=\"{3}\" ms=\"{4,number,#}\"",
                id,
                method,
                caller,
                outcome,
                millis);
    }

    private static boolean startsWith(byte[] bytes, String text) {
        return bytes.length >= text.length()
                && new String(bytes, 0, text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }
}
