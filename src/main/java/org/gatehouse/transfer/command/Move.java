package org.gatehouse.transfer.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One move of an instance, step by step, and the way back. Whatever it has begun when a step fails, {@link #undo} ends. For one
 * thread.
 */
final class Move {
    private static final String FEATURE = "transfers-v2";
    private static final Duration UNDO_PATIENCE = Duration.ofMinutes(10);

    private final MoveOptions options;
    private final PatientRapi source;
    private final PatientRapi destination;
    private final Duration patience;
    private final long shutdownTimeout;
    private final MoveDisplay display;
    private final DiskCopy disks;
    private final OsParametersFile osparamsPrivate;
    private boolean ran;
    private boolean stopBegun;
    private boolean createBegun;
    private boolean beyondUndoing;

    Move(
            MoveOptions options,
            OsParametersFile osparamsPrivate,
            PatientRapi source,
            PatientRapi destination,
            MoveDisplay display)
            throws UsageException {
        this.options = options;
        this.osparamsPrivate = osparamsPrivate;
        this.source = source;
        this.destination = destination;
        this.patience = options.patience();
        this.shutdownTimeout = options.shutdownTimeout();
        this.display = display;
        this.disks = new DiskCopy(options, source, destination, display);
    }

    private static String instance(String name) {
        return "/2/instances/" + name;
    }

    /** Moves; returns when the instance is at its destination, and at its source no more. */
    void run() throws RapiException, InterruptedException {
        checkFeature(source, "the source");
        checkFeature(destination, "the destination");
        Map<String, Object> instance = PatientRapi.object(source.get(instance(options.instance())));
        if (destination.find(instance(options.newName())).isPresent()) {
            throw new RapiException(
                    -1, "there is an instance " + options.newName() + " at the destination already", null);
        }
        ran = "up".equals(instance.get("admin_state"));
        Map<String, Object> osparams = osparamsPrivate.resolve(
                options.instance(), new SourceOsParameters(source, instance(options.instance())), display);
        boolean diskless = create(instance, osparams);
        if (diskless) {
            stop();
        } else {
            disks.copy(ran);
        }
        if (ran) {
            start();
        } else if ("offline".equals(instance.get("admin_state"))) {
            markOffline();
        }
        beyondUndoing = true;
        if (!diskless) {
            disks.settle();
        }
        if (!options.keepSource()) {
            display.say("removing the instance at the source");
            source.job("DELETE", instance(options.instance()), null);
        }
        display.say(options.newName() + " has been moved");
    }

    private static void checkFeature(PatientRapi cluster, String what) throws RapiException, InterruptedException {
        if (!(cluster.get("/2/features") instanceof List<?> features) || !features.contains(FEATURE)) {
            throw new RapiException(-1, what + " has no transfers over HTTP (" + FEATURE + " in /2/features)", null);
        }
    }

    /** Makes the instance at the destination; whether it has no disks. */
    private boolean create(Map<String, Object> instance, Map<String, Object> osparams)
            throws RapiException, InterruptedException {
        Object told = source.job("GET", instance(options.instance()) + "/info?static=1", null);
        Map<String, Object> info = PatientRapi.object(
                PatientRapi.object(told).values().stream().findFirst().orElse(null));
        NewInstance made = new NewInstance(options, info, instance);
        Map<String, Object> body = made.body(osparams);
        display.say("making " + options.newName() + " at the destination");
        createBegun = true;
        destination.job("POST", "/2/instances", body);
        return made.isDiskless();
    }

    /** Shuts the instance down at the source, where no transfer does that. */
    private void stop() throws RapiException, InterruptedException {
        if (ran) {
            display.say("shutting down " + options.instance() + " at the source");
            stopBegun = true;
            source.job("PUT", instance(options.instance()) + "/shutdown", Map.of("timeout", shutdownTimeout));
        }
    }

    private void start() throws RapiException, InterruptedException {
        display.say("starting " + options.newName() + " at the destination");
        destination.job("PUT", instance(options.newName()) + "/startup", null);
        Map<String, Object> state = PatientRapi.object(destination.get(instance(options.newName())));
        if (!Boolean.TRUE.equals(state.get("oper_state"))) {
            throw new RapiException(-1, options.newName() + " does not run at the destination", null);
        }
    }

    private void markOffline() throws RapiException, InterruptedException {
        display.say("marking " + options.newName() + " offline, as it is at the source");
        destination.job("PUT", instance(options.newName()) + "/modify", Map.of("offline", true));
    }

    /** One thing to undo. */
    @FunctionalInterface
    private interface Step {
        void take() throws RapiException, InterruptedException;
    }

    /** Ends what was begun: the source is as it was, and the destination is clean. Whether that was so. */
    boolean undo() {
        if (beyondUndoing) {
            display.say(options.newName() + " is whole at the destination; the source must be removed by hand");
            return false;
        }
        source.patience(patience.compareTo(UNDO_PATIENCE) < 0 ? patience : UNDO_PATIENCE);
        destination.patience(patience.compareTo(UNDO_PATIENCE) < 0 ? patience : UNDO_PATIENCE);
        boolean all = !disks.importBegun() || done("ending the import", disks::cancelImport);
        all &= !createBegun || done("removing " + options.newName() + " at the destination", this::removeCreated);
        all &= !disks.exportBegun() || done("ending the transfer at the source", disks::cancelExport);
        all &= !(disks.exportBegun() || stopBegun)
                || !ran
                || done("starting " + options.instance() + " at the source", this::startAgain);
        return all;
    }

    private boolean done(String what, Step step) {
        try {
            step.take();
            return true;
        } catch (RapiException e) {
            display.say(what + " failed: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            // Already on the way out; the rest is still tried.
            display.say(what + " was interrupted");
            return false;
        }
    }

    private void removeCreated() throws RapiException, InterruptedException {
        if (destination.find(instance(options.newName())).isPresent()) {
            display.say("removing " + options.newName() + " at the destination");
            destination.job("DELETE", instance(options.newName()), null);
        }
    }

    private void startAgain() throws RapiException, InterruptedException {
        Map<String, Object> state = PatientRapi.object(source.get(instance(options.instance())));
        if (!Boolean.TRUE.equals(state.get("oper_state"))) {
            display.say("starting " + options.instance() + " at the source again");
            source.job("PUT", instance(options.instance()) + "/startup", null);
        }
    }
}
