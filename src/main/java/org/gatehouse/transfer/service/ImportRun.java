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

/**
 * One import that knows its sources, from its beginning, or from wherever the last process left it, to its end. The node keeps
 * a journal of what it has, so that a pull whose call was lost is called again. Run by one thread; interrupting it leaves
 * the import as it is, for the next process.
 */
final class ImportRun implements Runnable {
    private static final Logger LOG = System.getLogger(ImportRun.class.getName());

    /** What a node says that still works on the call of a process that is no more; in the end it tells the result again. */
    private static final String UNDER_WAY = "is under way";

    private final Transfer transfer;
    private final Surroundings surroundings;
    private final Attendant attendant;
    private final InstanceSteps steps;
    private final boolean takenUpAgain;

    ImportRun(Transfer transfer, Surroundings surroundings, boolean takenUpAgain, Attendant attendant) {
        this.transfer = transfer;
        this.surroundings = surroundings;
        this.attendant = attendant;
        this.steps = new InstanceSteps(surroundings, transfer, attendant);
        this.takenUpAgain = takenUpAgain;
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
            transfer.end(
                    outcome.state(),
                    outcome.message() + (outcome.message().isEmpty() || trouble.isEmpty() ? "" : "; ") + trouble);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome() throws InterruptedException {
        String decided = transfer.text(Transfer.OUTCOME);
        if (!decided.isEmpty()) {
            return new Outcome(State.of(decided), transfer.text("message"));
        }
        if (takenUpAgain && transfer.is(Transfer.BOUND)) {
            return new Outcome(State.FAILED, "Gatehouse ended, and its job with it");
        }
        try {
            if (transfer.fact(Transfer.SERIAL) == null) {
                steps.make();
                steps.activate();
            }
            return pull();
        } catch (ClosedByInterruptException e) {
            throw Transfer.interrupted(e);
        } catch (WorkException | IOException e) {
            return new Outcome(State.FAILED, e.getMessage());
        } catch (ClusterException e) {
            return new Outcome(
                    State.FAILED, ClusterWork.failed(transfer.instance(), e).getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "transfer " + transfer.id() + " failed in a way that nobody foresaw", e);
            return new Outcome(State.FAILED, "an error in Gatehouse; its log has more");
        }
    }

    /** Has the node pull until it has everything, it says what is wrong, or nothing has come for as long as there is patience. */
    private Outcome pull() throws InterruptedException {
        Duration patience = Duration.ofSeconds(Values.whole(transfer.fact("patience"), ImportRequest.USUAL_PATIENCE));
        Instant end = Instant.now().plus(patience);
        long bytes = transfer.bytes();
        String trouble = "";
        while (true) {
            CompletableFuture<byte[]> call = surroundings
                    .work()
                    .begin(transfer.node(), "transfer_pull", List.of(arguments(patience)), transfer::told);
            try {
                Optional<Outcome> outcome = follow(call);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            } catch (WorkException e) {
                if (!e.isPassing() && !e.getMessage().endsWith(UNDER_WAY)) {
                    return new Outcome(State.FAILED, e.getMessage());
                }
                trouble = e.getMessage();
                LOG.log(Level.INFO, "transfer {0}: {1}; it is tried again", transfer.id(), trouble);
            }
            if (transfer.bytes() > bytes) {
                bytes = transfer.bytes();
                end = Instant.now().plus(patience);
            }
            if (Instant.now().isAfter(end)) {
                return new Outcome(
                        State.FAILED,
                        "nothing has come for " + patience.toSeconds() + " s; the last trouble: " + trouble);
            }
            steps.pause(surroundings.pace().pause());
            if (transfer.unwanted().isDone()) {
                return new Outcome(State.CANCELLED, "");
            }
        }
    }

    /** Waits for the end of one call, and looks after the instance meanwhile. */
    private Optional<Outcome> follow(CompletableFuture<byte[]> call) throws WorkException, InterruptedException {
        while (true) {
            try {
                CompletableFuture.anyOf(call, transfer.unwanted())
                        .get(surroundings.pace().look().toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(Level.TRACE, "one more look", e);
            }
            attendant.looked();
            if (call.isDone()) {
                Optional<Object> answer =
                        surroundings.work().payload(transfer.node(), "transfer_pull", call, Duration.ofSeconds(1));
                return answer.map(disks -> judged(Values.objects(disks)));
            }
            Optional<Outcome> reason = transfer.unwanted().isDone()
                    ? Optional.of(new Outcome(State.CANCELLED, ""))
                    : steps.disturbance().map(text -> new Outcome(State.FAILED, text));
            if (reason.isPresent()) {
                stop(call);
                return reason;
            }
        }
    }

    /** Stops the pull, and waits until it has stopped: nobody may write to the disks afterwards. */
    private void stop(CompletableFuture<byte[]> call) throws InterruptedException {
        steps.persist(() -> surroundings
                .work()
                .call(
                        transfer.node(),
                        "transfer_cancel",
                        List.of(transfer.id()),
                        surroundings.pace().call()));
        try {
            call.get(surroundings.pace().call().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "transfer {0}: the pull has ended with {1}", transfer.id(), e.toString());
        }
    }

    private Outcome judged(List<Map<String, Object>> answers) {
        for (Map<String, Object> disk : transfer.disks()) {
            long index = Values.whole(disk.get("index"), 0);
            Optional<Map<String, Object>> answer = answers.stream()
                    .filter(told -> Values.whole(told.get("index"), -1) == index)
                    .findFirst();
            if (answer.isEmpty() || !Values.isTrue(answer.get().get("success"))) {
                return new Outcome(State.FAILED, "disk/" + index + " is not whole");
            }
        }
        return new Outcome(State.DONE, "");
    }

    private Map<String, Object> arguments(Duration patience) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("name", transfer.id());
        arguments.put("instance", transfer.instance());
        arguments.put("disks", new ArrayList<>(Values.list(transfer.fact("sources"))));
        arguments.put("ca", transfer.fact("ca"));
        arguments.put("patience", patience.toSeconds());
        arguments.put("proxy", transfer.fact("proxy"));
        arguments.put("codings", Values.list(transfer.fact("codings")));
        arguments.put("local", false);
        return arguments;
    }

    private String cleanUp(State outcome) throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        steps.persist(steps::awaitJobs).ifPresent(troubles::add);
        if (outcome != State.DONE) {
            // After a crash the pull may still be under way.
            steps.persist(() -> surroundings
                            .work()
                            .call(
                                    transfer.node(),
                                    "transfer_cancel",
                                    List.of(transfer.id()),
                                    surroundings.pace().call()))
                    .ifPresent(troubles::add);
        }
        steps.persist(() -> surroundings
                        .work()
                        .call(
                                transfer.node(),
                                "transfer_cleanup",
                                List.of(Map.of("ids", List.of(), "names", List.of(transfer.id()))),
                                surroundings.pace().call()))
                .ifPresent(troubles::add);
        if (outcome != State.DONE || !transfer.is(Transfer.LEAVE_ACTIVE)) {
            steps.persist(steps::deactivate).ifPresent(troubles::add);
        }
        if (outcome != State.DONE) {
            steps.persist(steps::unmake).ifPresent(troubles::add);
        }
        return String.join("; ", troubles);
    }
}
