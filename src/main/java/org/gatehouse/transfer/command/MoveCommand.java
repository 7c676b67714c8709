package org.gatehouse.transfer.command;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The command behind {@code deploy/move-instance}: an instance from one cluster to another. */
public final class MoveCommand {
    private static final int MOVED = 0;
    private static final int NOT_MOVED = 1;
    private static final int WRONG_USAGE = 2;
    private static final Duration WAY_BACK = Duration.ofMinutes(15);

    private final PrintStream out;
    private final PrintStream err;
    private final MoveDisplay display;
    private final CountDownLatch over = new CountDownLatch(1);

    MoveCommand(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.display = new MoveDisplay(err, terminal);
    }

    /** Runs the command and exits with its status. The property {@code gatehouse.terminal} says whether a line may change. */
    public static void main(String[] arguments) {
        MoveCommand command = new MoveCommand(System.out, System.err, Boolean.getBoolean("gatehouse.terminal"));
        Thread worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> command.interrupt(worker)));
        int status = command.run(List.of(arguments));
        command.over.countDown();
        System.exit(status);
    }

    /** Somebody wants the process to end: first the way back is gone. */
    private void interrupt(Thread worker) {
        if (over.getCount() > 0) {
            worker.interrupt();
            try {
                if (!over.await(WAY_BACK.toSeconds(), TimeUnit.SECONDS)) {
                    display.say("not everything could be undone in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    int run(List<String> arguments) {
        try {
            MoveOptions options = new MoveOptions(arguments);
            if (options.help()) {
                out.print(MoveOptions.USAGE);
                return MOVED;
            }
            return move(options);
        } catch (UsageException e) {
            err.println("move-instance: " + e.getMessage() + " (move-instance --help lists the options)");
            return WRONG_USAGE;
        } catch (IOException e) {
            err.println("move-instance: " + e.getMessage() + " (" + e.getClass().getSimpleName() + ")");
            return WRONG_USAGE;
        }
    }

    private int move(MoveOptions options) throws IOException, UsageException {
        PatientRapi source = new PatientRapi(new RapiClient(options.from()), options.patience());
        PatientRapi destination = new PatientRapi(new RapiClient(options.to()), options.patience());
        OsParametersFile osparamsPrivate =
                OsParametersFile.read(options.osparamsPrivate(), options.dropOsparamsPrivate(), display);
        Move move = new Move(options, osparamsPrivate, source, destination, display);
        try {
            move.run();
            return MOVED;
        } catch (RapiException e) {
            display.say(e.getMessage());
        } catch (InterruptedException e) {
            display.say("interrupted");
        }
        if (move.undo()) {
            display.say(options.instance() + " was not moved; everything is as it was");
        }
        return NOT_MOVED;
    }
}
