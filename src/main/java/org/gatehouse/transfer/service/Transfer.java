package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.gatehouse.feedback.Progress;

/**
 * One transfer: what is known of it for good, which is in its file before anybody acts on it, and how far it is, which is in
 * memory alone. Any thread may ask; one thread at a time changes it.
 */
final class Transfer {
    /** How it is going to end, before what it has done to its instance is undone; clients see this. */
    static final String OUTCOME = "outcome";

    /** Names of facts that clients do not see. */
    static final String STOPPED = "stopped";

    static final String ACTIVATED = "activated";
    static final String SERIAL = "serial_no";
    /** The job that activates the disks, if that was queued before anybody waited for it. */
    static final String ACTIVATION = "activation";
    /** Its disks stay active if it is done. */
    static final String LEAVE_ACTIVE = "leave_active";

    static final String RESTART = "restart";
    static final String UUID = "uuid";
    /** It is part of a job, and ends with that. */
    static final String BOUND = "bound";
    /** It makes its instance, and removes it if it fails. */
    static final String CREATES = "creates";
    /** Its node may have opened disks that nobody has heard of. */
    static final String PREPARING = "preparing";
    /** Seconds within which somebody has to come for the disks. */
    static final String CONNECT_TIMEOUT = "connect_timeout";

    private static final Logger LOG = System.getLogger(Transfer.class.getName());

    private final TransferFiles files;
    private final String id;
    private final Kind kind;
    private final ConcurrentMap<Long, DiskProgress> progress = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<State> unwanted = new CompletableFuture<>();
    private volatile Map<String, Object> facts;

    /** One with these facts, which are in its file already or are written by the first change. */
    Transfer(TransferFiles files, Map<String, Object> facts) {
        this.files = files;
        this.id = Values.text(facts.get("id"));
        this.kind = Kind.valueOf(Values.text(facts.get("kind")).toUpperCase(java.util.Locale.ROOT));
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        if (state().ended()) {
            ended.complete(null);
        }
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    /** The name of its instance. */
    String instance() {
        return text("instance");
    }

    /** The name of the node that does it. */
    String node() {
        return text("node");
    }

    State state() {
        return State.of(text("state"));
    }

    Instant notAfter() {
        return Instant.ofEpochSecond(Values.whole(fact("not_after"), 0));
    }

    /** When its state last changed. */
    Instant changed() {
        return Instant.ofEpochSecond(Values.whole(fact("changed"), 0));
    }

    Object fact(String name) {
        return facts.get(name);
    }

    String text(String name) {
        return Values.text(fact(name));
    }

    boolean is(String name) {
        return Values.isTrue(fact(name));
    }

    /** Its disks as the document has them: objects with {@code index}, {@code size}, and so on. */
    List<Map<String, Object>> disks() {
        return Values.objects(fact("disks"));
    }

    /** All that is known of it for good. */
    Map<String, Object> facts() {
        return facts;
    }

    /** Changes one fact, on the disk first. */
    void set(String name, Object value) throws IOException {
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put(name, value);
        set(changes);
    }

    /** Changes facts, on the disk first. */
    synchronized void set(Map<String, Object> changes) throws IOException {
        Map<String, Object> more = merged(changes);
        files.write(id, more);
        facts = more;
    }

    /** Changes facts even if that cannot be written: for what has happened anyway. */
    synchronized void note(Map<String, Object> changes) {
        Map<String, Object> more = merged(changes);
        try {
            files.write(id, more);
        } catch (ClosedByInterruptException e) {
            // Gatehouse is stopping. What is in the file is what the next process goes on from.
            LOG.log(Level.DEBUG, "the transfer {0} is left to the next process", id);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write what became of the transfer {0}: {1}", id, e.toString());
        }
        facts = more;
    }

    /** What a file says that was being written when Gatehouse was stopped. */
    static InterruptedException interrupted(ClosedByInterruptException cause) {
        // Whoever throws an InterruptedException takes the interrupt with it.
        Thread.interrupted();
        InterruptedException interrupt = new InterruptedException("Gatehouse is stopping");
        interrupt.initCause(cause);
        return interrupt;
    }

    private Map<String, Object> merged(Map<String, Object> changes) {
        Map<String, Object> more = new LinkedHashMap<>(facts);
        more.putAll(changes);
        if (changes.containsKey("state")) {
            more.put("changed", Instant.now().getEpochSecond());
        }
        return Collections.unmodifiableMap(more);
    }

    /** Gives it a new state. */
    void enter(State state) throws IOException {
        set("state", state.word());
    }

    /** Its last state. */
    void end(State state, String message) {
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("state", state.word());
        changes.put("message", message);
        note(changes);
        ended.complete(null);
        LOG.log(
                Level.INFO,
                "transfer {0}: {1} of {2} {3}{4}",
                id,
                kind.word(),
                instance(),
                state.word(),
                message.isEmpty() ? "" : ": " + message);
    }

    /** Completes when it has ended, whatever became of it. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Somebody does not want it any more. */
    void cancel() {
        unwanted.complete(State.CANCELLED);
    }

    /** Completes when it is to end for its own sake. */
    CompletableFuture<State> unwanted() {
        return unwanted;
    }

    /** News of a disk from its node; the item is {@code disk/N}. */
    void told(Progress news) {
        String item = news.item();
        if (item.matches("disk/[0-9]{1,3}")) {
            long index = Long.parseLong(item.substring("disk/".length()));
            progress.compute(
                    index,
                    (key, old) ->
                            (old == null ? DiskProgress.NONE : old).at((long) news.done(), news.rate(), news.eta()));
        }
    }

    /** What its node has answered about a disk. */
    DiskProgress told(long disk, Map<String, Object> answer) {
        return progress.compute(disk, (key, old) -> (old == null ? DiskProgress.NONE : old).with(answer));
    }

    /** How far a disk is. */
    DiskProgress progress(long disk) {
        return progress.getOrDefault(disk, DiskProgress.NONE);
    }

    /** How many bytes have passed altogether. */
    long bytes() {
        return progress.values().stream().mapToLong(DiskProgress::bytes).sum();
    }
}
