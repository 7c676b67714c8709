package org.gatehouse.transfer.source;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.gatehouse.transfer.body.SentBlocks;
import org.gatehouse.transfer.record.TransferRecord;

/** What passes of one transfer. For any number of threads. */
final class Traffic {
    /** How much of the rate is the last second's. */
    private static final double FRESH = 0.3;

    private final TransferRecord record;
    private final LongAdder sent = new LongAdder();
    private final AtomicInteger places = new AtomicInteger();
    private final SentBlocks blocks = new SentBlocks();
    private final Set<Download> downloads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean measured;
    private volatile Optional<String> digest = Optional.empty();
    private volatile double rate;
    private long counted;
    private long countedAt = System.nanoTime();

    Traffic(TransferRecord record) {
        this.record = record;
    }

    TransferRecord record() {
        return record;
    }

    /** Takes one of the places that the record allows; false if all are taken. */
    boolean enter() {
        if (places.incrementAndGet() > record.streams()) {
            places.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        places.decrementAndGet();
    }

    void add(Download download) {
        downloads.add(download);
        if (closed) {
            download.stop("the transfer is over");
        }
    }

    void remove(Download download) {
        downloads.remove(download);
    }

    /** Ends everything that is under way, and what begins by mistake. */
    void close() {
        closed = true;
        downloads.forEach(download -> download.stop("the transfer is over"));
    }

    void count(int bytes) {
        sent.add(bytes);
    }

    /** Works out the rate; called every second or so. */
    synchronized void measure(long now) {
        long bytes = sent.sum();
        double seconds = (now - countedAt) / 1e9;
        if (seconds > 0) {
            double last = (bytes - counted) / seconds;
            rate = rate == 0 ? last : FRESH * last + (1 - FRESH) * rate;
            counted = bytes;
            countedAt = now;
        }
    }

    long sent() {
        return sent.sum();
    }

    int streams() {
        return places.get();
    }

    double rate() {
        return rate < 1 ? 0 : rate;
    }

    /** From now on the blocks that are sent whole are measured. */
    void measureBlocks() {
        measured = true;
    }

    /** Whether blocks are measured while they are sent. */
    boolean isMeasured() {
        return measured;
    }

    /** What is known of the blocks that were sent. */
    SentBlocks blocks() {
        return blocks;
    }

    /** SHA-256 of the whole disk in base64, if it has been worked out. */
    Optional<String> digest() {
        return digest;
    }

    void digested(String base64) {
        digest = Optional.of(base64);
    }
}
