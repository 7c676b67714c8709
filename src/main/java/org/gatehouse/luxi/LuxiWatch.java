package org.gatehouse.luxi;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.wire.ConnectFailedException;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.DelimitedAnswer;
import org.gatehouse.wire.ExchangeLoop;

/**
 * One parked watch, sent again when luxid goes and comes back meanwhile. Each step follows from the outcome of the one before,
 * so that at any time one thread at most is at work on it: the loop's, the executor's or, for the first step, the caller's.
 */
final class LuxiWatch implements DelimitedAnswer.Outcome {
    /** How much later than asked luxid may answer. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final int LEAST_TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final LuxiWatches watches;
    private final JobWatch watch;
    private final CompletableFuture<Optional<JobChange>> change = new CompletableFuture<>();
    private final Deadline limit;
    private final Deadline deadline;
    private Deadline connecting;
    private int losses;
    private Duration lossPause = FIRST_PAUSE;
    private volatile ExchangeLoop.Exchange exchange = () -> {};

    LuxiWatch(LuxiWatches watches, JobWatch watch) {
        this.watches = watches;
        this.watch = watch;
        this.limit = Deadline.after(watch.limit());
        this.deadline = Deadline.after(watch.limit().plus(MARGIN));
        this.connecting = watches.connector().deadline(deadline);
    }

    CompletableFuture<Optional<JobChange>> change() {
        return change;
    }

    void start() {
        send(watch.limit());
    }

    /** Lets go of the connection. */
    void drop() {
        exchange.cancel();
    }

    @Override
    public void answered(byte[] answer) {
        proceed(() -> complete(answer));
    }

    @Override
    public void failed(IOException cause) {
        proceed(() -> retry(cause));
    }

    private void send(Duration wait) {
        List<Object> args = Arrays.asList(
                watch.job().digits(), watch.fields(), watch.previousInfo(), watch.previousSerial(), wait.toSeconds());
        try {
            exchange = watches.send(new LuxiRequest("WaitForJobChange", args, false, watch.limit()), deadline, this);
        } catch (IllegalArgumentException e) {
            change.completeExceptionally(e);
        }
        if (change.isDone()) {
            drop();
        }
    }

    private void sendAgain() {
        if (!change.isDone()) {
            send(limit.remaining());
        }
    }

    private void complete(byte[] bytes) {
        try {
            change.complete(read(new Answer(bytes).fetchResult()));
        } catch (IOException e) {
            change.completeExceptionally(Failures.of(e));
        }
    }

    private void retry(IOException cause) {
        Duration pause;
        if (cause instanceof ConnectFailedException failure) {
            pause = watches.connector().retryAfter(failure, connecting);
        } else if (cause instanceof ConnectionLostException && (++losses < LEAST_TRIES || !limit.hasPassed())) {
            // luxid restarts, or has no inotify instance left for one more watch: then it hangs up until another ends.
            connecting = watches.connector().deadline(deadline);
            pause = lossPause;
            lossPause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        } else {
            throw Failures.of(cause);
        }
        var unused = watches.executor().schedule(() -> proceed(this::sendAgain), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does the next step on the executor; what goes wrong there is the watch's end. */
    private void proceed(Runnable step) {
        try {
            watches.executor().execute(() -> {
                try {
                    step.run();
                } catch (ClusterException e) {
                    change.completeExceptionally(e);
                } catch (RejectedExecutionException e) {
                    change.completeExceptionally(LuxiErrors.broken("closed", e));
                } catch (RuntimeException e) {
                    change.completeExceptionally(LuxiErrors.broken("the watch failed", e));
                }
            });
        } catch (RejectedExecutionException e) {
            change.completeExceptionally(LuxiErrors.broken("closed", e));
        }
    }

    private static Optional<JobChange> read(Object result) {
        if (result == null || result.equals("nochange")) {
            return Optional.empty();
        }
        List<Object> pair = Shapes.list(result, "the result");
        if (pair.size() != 2) {
            throw LuxiErrors.broken("the result is not a pair");
        }
        return Optional.of(new JobChange(Shapes.list(pair.get(0), "job info"), Shapes.list(pair.get(1), "job log")));
    }
}
