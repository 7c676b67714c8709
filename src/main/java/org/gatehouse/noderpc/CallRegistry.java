package org.gatehouse.noderpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The calls under way, and for ten minutes those that ended, whoever made them and however. What ended is bounded in number and
 * in bytes of answers, the eldest going first; a very long answer is not kept at all. Safe for any number of threads.
 */
final class CallRegistry {
    /** How long a call that ended is remembered. */
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final int MOST_ENDED = 1000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST_ANSWER = 1 << 20;

    private record Ended(NodeCall call, Instant at, int bytes) {}

    private final Supplier<Instant> clock;
    private final Map<String, NodeCall> running = new ConcurrentHashMap<>();
    private final Map<String, Ended> ended = new LinkedHashMap<>();
    private long bytes;

    CallRegistry(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** A new call, under way from now on. */
    NodeCall begin(String method, String caller) {
        NodeCall call = new NodeCall(UUID.randomUUID().toString(), method, caller, this);
        running.put(call.id(), call);
        return call;
    }

    /** The call was never begun. */
    void forget(NodeCall call) {
        running.remove(call.id());
    }

    /** The call is over; it calls this itself, its answer being there. */
    void ended(NodeCall call) {
        int length = call.answer().map(answer -> answer.length).orElse(0);
        if (length > LONGEST_ANSWER) {
            call.dropAnswer();
            length = 0;
        }
        synchronized (ended) {
            ended.put(call.id(), new Ended(call, clock.get(), length));
            bytes += length;
            evict();
        }
        running.remove(call.id());
    }

    Optional<NodeCall> find(String id) {
        NodeCall call = running.get(id);
        if (call != null) {
            return Optional.of(call);
        }
        synchronized (ended) {
            evict();
            return Optional.ofNullable(ended.get(id)).map(Ended::call);
        }
    }

    /** What is under way, then what ended; in each the eldest first. */
    List<NodeCall> all() {
        List<NodeCall> all = new ArrayList<>(running.values());
        all.sort(Comparator.comparing(NodeCall::since));
        synchronized (ended) {
            evict();
            ended.values().stream()
                    .map(Ended::call)
                    .filter(call -> !all.contains(call))
                    .forEach(all::add);
        }
        return all;
    }

    /** How many calls are under way. */
    int running() {
        return running.size();
    }

    /** Forgets what is too old or too much; to be called now and then, so that memory does not wait for the next question. */
    void tidy() {
        synchronized (ended) {
            evict();
        }
    }

    private void evict() {
        Instant oldest = clock.get().minus(MEMORY);
        Iterator<Ended> eldest = ended.values().iterator();
        while (eldest.hasNext()) {
            Ended candidate = eldest.next();
            if (ended.size() <= MOST_ENDED
                    && bytes <= MOST_BYTES
                    && candidate.at().isAfter(oldest)) {
                return;
            }
            eldest.remove();
            bytes -= candidate.bytes();
        }
    }
}
