package org.gatehouse.luxi;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.DelimitedAnswer;
import org.gatehouse.wire.ExchangeLoop;

/**
 * Waits for jobs to change, each on a connection of its own and all on the thread of one loop, so that they hold up neither
 * each other nor any caller. Owns the loop; the executor on which the waits complete is lent.
 */
final class LuxiWatches implements AutoCloseable {
    /** An answer to a watch is one job's fields and log; this is far beyond the longest. */
    private static final int LONGEST_ANSWER = 256 << 20;

    private final ExchangeLoop loop;
    private final ScheduledExecutorService executor;
    private final Connector connector;
    private final Path socket;
    private final int most;
    private final CallCounter counter;
    private final AtomicInteger parked = new AtomicInteger();

    LuxiWatches(LuxiSettings settings, Connector connector, ScheduledExecutorService executor, CallCounter counter) {
        this.loop = new ExchangeLoop("gatehouse-luxi-watches", settings.watches());
        this.executor = executor;
        this.connector = connector;
        this.socket = settings.socket();
        this.most = settings.watches();
        this.counter = counter;
    }

    /** Parks one watch. Cancelling the future lets go of its connection. */
    CompletionStage<Optional<JobChange>> await(JobWatch watch) {
        counter.called();
        if (parked.incrementAndGet() > most) {
            parked.decrementAndGet();
            counter.failed();
            return CompletableFuture.failedFuture(new ClusterException(Reason.BUSY, "too many requests wait for jobs"));
        }
        LuxiWatch parkedWatch = new LuxiWatch(this, watch);
        CompletableFuture<Optional<JobChange>> change = parkedWatch.change();
        var unused = change.whenComplete((value, failure) -> {
            parked.decrementAndGet();
            if (failure != null) {
                counter.failed();
            }
            if (change.isCancelled()) {
                parkedWatch.drop();
            }
        });
        parkedWatch.start();
        return change;
    }

    /** How many watches are parked. */
    int parked() {
        return parked.get();
    }

    Connector connector() {
        return connector;
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    ExchangeLoop.Exchange send(LuxiRequest request, Deadline deadline, DelimitedAnswer.Outcome outcome) {
        DelimitedAnswer answer = new DelimitedAnswer(LuxiRequest.END, LONGEST_ANSWER, outcome);
        return loop.start(socket, request.encode(), deadline, answer);
    }

    /** Fails all watches. */
    @Override
    public void close() {
        loop.close();
    }
}
