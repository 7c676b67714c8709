package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.http.HttpError;

/**
 * One export from its beginning, or from wherever the last process left it, to its end. An export that was open goes on being
 * open; one that was not yet is undone. Run by one thread; interrupting it leaves the export as it is, for the next process.
 */
final class ExportRun implements Runnable {
    private static final Logger LOG = System.getLogger(ExportRun.class.getName());

    private final Transfer transfer;
    private final Surroundings surroundings;
    private final Attendant attendant;
    private final InstanceSteps steps;
    private final Optional<Opening> opening;
    private final CompletableFuture<Transfer> opened;
    private int status = 500;

    /** One that is to be opened as the request says, or without a request one that another process has left. */
    ExportRun(
            Transfer transfer,
            Surroundings surroundings,
            Optional<ExportRequest> request,
            CompletableFuture<Transfer> opened,
            Attendant attendant) {
        this.transfer = transfer;
        this.surroundings = surroundings;
        this.attendant = attendant;
        this.steps = new InstanceSteps(surroundings, transfer, attendant);
        this.opening = request.map(wanted -> new Opening(transfer, surroundings, steps, wanted));
        this.opened = opened;
    }

    /** How it ended, and why. */
    private record Outcome(State state, String message) {}

    @Override
    public void run() {
        try {
            Outcome outcome = outcome();
            Map<String, Object> changes = new LinkedHashMap<>();
            changes.put(Transfer.OUTCOME, outcome.state().word());
            changes.put("message", outcome.message());
            transfer.note(changes);
            String trouble = cleanUp(outcome.state());
            String message =
                    outcome.message() + (outcome.message().isEmpty() || trouble.isEmpty() ? "" : "; ") + trouble;
            transfer.end(outcome.state(), message);
            // Only now, so that whoever hears of it finds everything as it was.
            opened.completeExceptionally(
                    new HttpError(status, message.isEmpty() ? outcome.state().word() : message));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            opened.completeExceptionally(new HttpError(503, "Gatehouse is stopping"));
        }
    }

    private Outcome outcome() throws InterruptedException {
        String decided = transfer.text(Transfer.OUTCOME);
        if (!decided.isEmpty()) {
            return new Outcome(State.of(decided), transfer.text("message"));
        }
        try {
            if (transfer.state() == State.OPENING) {
                if (opening.isEmpty()) {
                    return new Outcome(State.FAILED, "Gatehouse ended while the disks were being opened");
                }
                opening.get().open();
                transfer.enter(State.OPEN);
                opened.complete(transfer);
            } else if (transfer.is(Transfer.BOUND)) {
                return new Outcome(State.FAILED, "Gatehouse ended, and its job with it");
            }
            return watch();
        } catch (ClosedByInterruptException e) {
            throw Transfer.interrupted(e);
        } catch (WorkException | IOException e) {
            return transfer.unwanted().isDone()
                    ? new Outcome(State.CANCELLED, "")
                    : new Outcome(State.FAILED, e.getMessage());
        } catch (HttpError e) {
            status = e.status();
            return new Outcome(State.FAILED, e.getMessage());
        } catch (ClusterException e) {
            return new Outcome(
                    State.FAILED, ClusterWork.failed(transfer.instance(), e).getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "transfer " + transfer.id() + " failed in a way that nobody foresaw", e);
            return new Outcome(State.FAILED, "an error in Gatehouse; its log has more");
        }
    }

    private Outcome watch() throws InterruptedException {
        Instant renewal = Instant.now().plus(surroundings.pace().renewal());
        Instant begin = Instant.now();
        while (true) {
            Optional<Outcome> told = ask();
            attendant.looked();
            if (told.isPresent()) {
                return told.get();
            }
            if (transfer.unwanted().isDone()) {
                return new Outcome(State.CANCELLED, "");
            }
            if (!Instant.now().isBefore(transfer.notAfter())) {
                return new Outcome(State.EXPIRED, "not everything was read in time");
            }
            if (isAlone(Duration.between(begin, Instant.now()))) {
                return new Outcome(State.FAILED, "nobody has come for the disks");
            }
            Optional<String> disturbance = steps.disturbance();
            if (disturbance.isPresent()) {
                return new Outcome(State.FAILED, disturbance.get());
            }
            if (Instant.now().isAfter(renewal)) {
                renewal = Instant.now().plus(surroundings.pace().renewal());
                renew();
            }
        }
    }

    /** Whether somebody should have come within this time, and nobody has. */
    private boolean isAlone(Duration time) {
        long limit = Values.whole(transfer.fact(Transfer.CONNECT_TIMEOUT), 0);
        return limit > 0
                && time.toSeconds() >= limit
                && transfer.disks().stream()
                        .map(disk -> transfer.progress(Values.whole(disk.get("index"), 0)))
                        .allMatch(disk -> disk.bytes() == 0 && disk.streams() == 0 && !disk.isDone());
    }

    /** The listener's certificate may end before a long transfer does. */
    private void renew() throws InterruptedException {
        try {
            new NodeIdentity(surroundings).ensured(transfer.node());
        } catch (WorkException | IOException | ClusterException e) {
            LOG.log(
                    Level.WARNING,
                    "{0}: the listener''s certificate was not looked after: {1}",
                    transfer.node(),
                    e.getMessage());
        }
    }

    /** Waits for the node to say something new, or for the time that one look takes; the outcome, if it is known then. */
    private Optional<Outcome> ask() throws InterruptedException {
        Duration left = Duration.between(Instant.now(), transfer.notAfter());
        Duration look = left.compareTo(surroundings.pace().look()) < 0
                ? left
                : surroundings.pace().look();
        Instant begin = Instant.now();
        double seconds = Math.max(0, look.toMillis() / 1000.0);
        CompletableFuture<byte[]> call = surroundings
                .work()
                .begin(
                        transfer.node(),
                        "transfer_wait",
                        List.of(Map.of("ids", ids(), "seconds", seconds)),
                        transfer::told);
        try {
            CompletableFuture.anyOf(call, transfer.unwanted())
                    .get(look.plus(surroundings.pace().call()).toMillis(), TimeUnit.MILLISECONDS);
            if (call.isDone()) {
                Optional<Object> answer =
                        surroundings.work().payload(transfer.node(), "transfer_wait", call, Duration.ofSeconds(1));
                Optional<Outcome> outcome = judged(Values.objects(answer.orElse(List.of())));
                if (outcome.isPresent()) {
                    return outcome;
                }
            }
        } catch (WorkException | ExecutionException | TimeoutException e) {
            // The records outlive whoever serves them, so its node may well come back.
            LOG.log(
                    Level.DEBUG,
                    "transfer {0}: {1} cannot be asked: {2}",
                    transfer.id(),
                    transfer.node(),
                    e.getMessage());
        }
        Duration rest = surroundings.pace().pause().minus(Duration.between(begin, Instant.now()));
        if (!rest.isNegative()) {
            steps.pause(rest);
        }
        return Optional.empty();
    }

    private Optional<Outcome> judged(List<Map<String, Object>> answers) {
        boolean all = !answers.isEmpty();
        List<String> failures = new ArrayList<>();
        for (Map<String, Object> disk : transfer.disks()) {
            Optional<Map<String, Object>> answer = answers.stream()
                    .filter(told -> Values.text(told.get("id")).equals(id(disk)))
                    .findFirst();
            long index = Values.whole(disk.get("index"), 0);
            DiskProgress progress =
                    answer.map(told -> transfer.told(index, told)).orElseGet(() -> transfer.progress(index));
            if (progress.state().equals("gone")) {
                return Optional.of(new Outcome(State.FAILED, "disk/" + index + " is not open on the node any more"));
            }
            all &= progress.isDone();
            if (progress.isDone() && Boolean.FALSE.equals(progress.success())) {
                failures.add("disk/" + index + ": "
                        + (progress.message() == null ? "its reader has failed" : progress.message()));
            }
        }
        if (!all) {
            return Optional.empty();
        }
        return Optional.of(
                failures.isEmpty()
                        ? new Outcome(State.DONE, "")
                        : new Outcome(State.FAILED, String.join("; ", failures)));
    }

    /** Everything back to where it was; what could not be done, in words. */
    private String cleanUp(State outcome) throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        steps.persist(steps::awaitJobs).ifPresent(troubles::add);
        boolean unheard = transfer.is(Transfer.PREPARING);
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("ids", ids());
        order.put("names", List.of());
        if (unheard) {
            order.put("instances", List.of(transfer.text(Transfer.UUID)));
        }
        Optional<String> records = ids().isEmpty() && !unheard
                ? Optional.empty()
                : steps.persist(() -> surroundings
                        .work()
                        .call(
                                transfer.node(),
                                "transfer_cleanup",
                                List.of(order),
                                surroundings.pace().call()));
        if (records.isPresent()) {
            // Whoever still reads must not read disks that an instance is writing to.
            return "the disks could not be closed (" + records.get() + "), so nothing was done to the instance";
        }
        steps.persist(steps::deactivate).ifPresent(troubles::add);
        String restart = transfer.text(Transfer.RESTART);
        if (restart.equals("always") || (restart.equals("on-failure") && outcome != State.DONE)) {
            steps.persist(steps::startUp).ifPresent(troubles::add);
        }
        return String.join("; ", troubles);
    }

    private List<String> ids() {
        return transfer.disks().stream()
                .map(ExportRun::id)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /** The transfer's id on the node, which is the last but one part of the disk's URL. */
    private static String id(Map<String, Object> disk) {
        String[] parts = Values.text(disk.get("url")).split("/", -1);
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }
}
