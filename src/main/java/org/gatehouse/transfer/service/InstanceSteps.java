package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobId;
import org.gatehouse.opcode.Opcode;

/** What a transfer does to its instance, and undoes. That it is going to do something is in the transfer's file first. */
final class InstanceSteps {
    private static final Logger LOG = System.getLogger(InstanceSteps.class.getName());
    private static final Opcode ACTIVATE = Opcode.named("OP_INSTANCE_ACTIVATE_DISKS");
    private static final String ACTIVATING = "activating the disks";

    /** For how long what a job has done counts as done. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Surroundings surroundings;
    private final Transfer transfer;
    private final Attendant attendant;

    InstanceSteps(Surroundings surroundings, Transfer transfer, Attendant attendant) {
        this.surroundings = surroundings;
        this.transfer = transfer;
        this.attendant = attendant;
    }

    /** One thing to do, which may fail. */
    @FunctionalInterface
    interface Step {
        void take() throws WorkException, IOException, InterruptedException;
    }

    /** Shuts the instance down. */
    void shutDown(long timeout) throws WorkException, IOException, InterruptedException {
        transfer.set(Transfer.STOPPED, true);
        run(
                Opcode.named("OP_INSTANCE_SHUTDOWN").with("timeout", timeout),
                "shutting down",
                Duration.ofSeconds(timeout));
    }

    /** Has the job of {@link #activate} begin, which then need only wait for it. */
    void beginActivating() throws WorkException, IOException, InterruptedException {
        InstanceFacts instance = fetch();
        if (!instance.active()) {
            transfer.set(Transfer.ACTIVATED, true);
        }
        JobId job = surroundings.work().submit(ACTIVATE.with("instance_name", instance.name()), transfer.id());
        transfer.set(Transfer.ACTIVATION, job.digits());
        if (!transfer.text(Transfer.OUTCOME).isEmpty()) {
            // It was cancelled meanwhile, and may have been cleaned up before there was this job.
            persist(this::awaitJobs);
            transfer.set(Transfer.ACTIVATED, !instance.active());
            persist(this::deactivate);
        }
    }

    /** Makes the disks usable on the node, and remembers what the instance is like now. */
    void activate() throws WorkException, IOException, InterruptedException {
        InstanceFacts instance = fetch();
        if (instance.running()) {
            throw WorkException.refused("instance " + instance.name() + " is running");
        }
        if (!instance.active()) {
            transfer.set(Transfer.ACTIVATED, true);
        }
        if (!isActivated()) {
            run(ACTIVATE, ACTIVATING, Duration.ZERO);
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put(Transfer.SERIAL, fetch().serial());
        transfer.set(changes);
    }

    /** Whether that has just been done: what the configuration says of disks may be wrong after a while. */
    private boolean isActivated() throws WorkException, InterruptedException {
        String job = transfer.text(Transfer.ACTIVATION);
        Instant created = Instant.ofEpochSecond(Values.whole(transfer.fact("created"), 0));
        if (job.isEmpty() || created.plus(FRESH).isBefore(Instant.now())) {
            return false;
        }
        try {
            surroundings
                    .work()
                    .await(new JobId(job), ACTIVATING, surroundings.pace().job());
        } catch (WorkException e) {
            LOG.log(Level.INFO, "transfer {0}: {1}; it is tried again", transfer.id(), e.getMessage());
            return false;
        }
        return fetch().active();
    }

    /** Undoes {@link #activate}, if that was done. */
    void deactivate() throws WorkException, IOException, InterruptedException {
        Optional<InstanceFacts> instance = find();
        if (transfer.is(Transfer.ACTIVATED)
                && instance.isPresent()
                && !instance.get().running()) {
            Opcode deactivate = Opcode.named("OP_INSTANCE_DEACTIVATE_DISKS");
            // Ganeti refuses that of an instance that is marked offline, unless it is forced to.
            run(
                    instance.get().offline() ? deactivate.with("force", true) : deactivate,
                    "deactivating the disks",
                    Duration.ZERO);
        }
        transfer.set(Transfer.ACTIVATED, false);
    }

    /** Undoes {@link #shutDown}, if that was done. */
    void startUp() throws WorkException, IOException, InterruptedException {
        Optional<InstanceFacts> instance = find();
        if (transfer.is(Transfer.STOPPED)
                && instance.isPresent()
                && !instance.get().running()) {
            run(Opcode.named("OP_INSTANCE_STARTUP"), "starting up", Duration.ZERO);
        }
        transfer.set(Transfer.STOPPED, false);
    }

    /** Makes the instance, if the transfer is to. */
    void make() throws WorkException, IOException, InterruptedException {
        if (transfer.is(Transfer.CREATES)) {
            attendant.make();
        }
    }

    /** Undoes {@link #make}, if that was done. */
    void unmake() throws WorkException, IOException, InterruptedException {
        if (transfer.is(Transfer.CREATES) && find().isPresent()) {
            run(Opcode.named("OP_INSTANCE_REMOVE").with("ignore_failures", true), "removing", Duration.ZERO);
        }
    }

    /**
     * Waits for the jobs of this transfer that have not ended, of whose ids nobody may know: a crash or a lost answer can come
     * between queueing a job and hearing of it, and what it is going to do must be undone, too.
     */
    void awaitJobs() throws WorkException, InterruptedException {
        for (JobId job : surroundings.work().unfinished(transfer.id())) {
            try {
                surroundings
                        .work()
                        .await(job, "an earlier job", surroundings.pace().job());
            } catch (WorkException e) {
                if (e.isPassing()) {
                    throw e;
                }
                // It has ended with a failure; what comes next looks for itself how things are.
            }
        }
    }

    /** Why the transfer cannot go on: somebody has done something to the instance. Empty also while nobody can say. */
    Optional<String> disturbance() {
        try {
            Optional<InstanceFacts> found = surroundings.work().instance(transfer.instance());
            if (found.isEmpty() || !found.get().uuid().equals(transfer.text(Transfer.UUID))) {
                return Optional.of("the instance is not there any more");
            }
            InstanceFacts instance = found.get();
            if (instance.running()) {
                return Optional.of("the instance was started meanwhile");
            }
            if (!instance.node().equals(transfer.node())) {
                return Optional.of("the instance was moved to " + instance.node() + " meanwhile");
            }
            return instance.serial() == Values.whole(transfer.fact(Transfer.SERIAL), -1)
                    ? Optional.empty()
                    : Optional.of("the instance was changed meanwhile");
        } catch (ClusterException e) {
            return Optional.empty();
        }
    }

    /** Tries a step again and again while it fails for something that may pass; answers with what was wrong in the end. */
    Optional<String> persist(Step step) throws InterruptedException {
        Instant end = Instant.now().plus(surroundings.pace().cleanup());
        while (true) {
            String trouble;
            try {
                step.take();
                return Optional.empty();
            } catch (WorkException e) {
                trouble = e.getMessage();
                if (!e.isPassing()) {
                    return Optional.of(trouble);
                }
            } catch (ClusterException e) {
                trouble = ClusterWork.failed(transfer.instance(), e).getMessage();
            } catch (ClosedByInterruptException e) {
                throw Transfer.interrupted(e);
            } catch (IOException e) {
                trouble = e.toString();
            }
            if (Instant.now().isAfter(end)) {
                return Optional.of(trouble);
            }
            Thread.sleep(surroundings.pace().pause().toMillis());
        }
    }

    /** Waits, but not when the transfer is not wanted any more. */
    void pause(Duration time) throws InterruptedException {
        try {
            transfer.unwanted().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // as intended
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private InstanceFacts fetch() throws WorkException {
        return find().orElseThrow(
                        () -> WorkException.refused("the instance " + transfer.instance() + " is not there any more"));
    }

    /** The instance, also under another name: what was done to it is undone in any case. */
    private Optional<InstanceFacts> find() {
        String uuid = transfer.text(Transfer.UUID);
        return Stream.of(transfer.instance(), uuid)
                .flatMap(name -> surroundings.work().instance(name).stream())
                .filter(instance -> instance.uuid().equals(uuid))
                .findFirst();
    }

    private void run(Opcode opcode, String what, Duration extra)
            throws WorkException, IOException, InterruptedException {
        attendant.carryOut(
                opcode.with("instance_name", fetch().name()),
                what,
                surroundings.pace().job().plus(extra));
    }
}
