package org.gatehouse.transfer.command;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.feedback.ProgressDisplay;
import org.gatehouse.transfer.pull.PullException;

/** The command behind {@code deploy/backup-instance}: copies the disks of an instance over HTTPS. */
public final class BackupCommand {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int WRONG_USAGE = 2;
    private static final long LAST_WORDS = 20;

    private final OutputStream out;
    private final PrintStream err;
    private final ProgressDisplay display;
    private final boolean terminal;

    BackupCommand(OutputStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.display = new ProgressDisplay(err, terminal);
    }

    /** Runs the command and exits with its status. The property {@code gatehouse.terminal} says whether to draw a bar. */
    public static void main(String[] arguments) throws InterruptedException {
        // The stream that is there already works byte by byte.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        BackupCommand command = new BackupCommand(out, System.err, Boolean.getBoolean("gatehouse.terminal"));
        Thread main = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            await(over);
        }));
        int status;
        try {
            status = command.run(List.of(arguments));
        } finally {
            over.countDown();
        }
        // Interrupted, the virtual machine is on its way down with a status of its own.
        if (!Thread.interrupted()) {
            System.exit(status);
        }
    }

    private static void await(CountDownLatch over) {
        try {
            if (!over.await(LAST_WORDS, TimeUnit.SECONDS)) {
                System.err.println("backup-instance: stopped in the middle");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int run(List<String> arguments) {
        Optional<BackupOptions> options;
        try {
            options = BackupOptions.read(arguments);
        } catch (Words.UsageException e) {
            say(e.getMessage() + " (backup-instance --help lists the options)");
            return WRONG_USAGE;
        }
        if (options.isEmpty()) {
            err.print(BackupOptions.USAGE);
            return SUCCESS;
        }
        try {
            Backup backup = new Backup(options.get(), display, terminal);
            return options.get().toOutput() ? output(backup) : files(backup, options.get());
        } catch (IOException e) {
            say(text(e));
            return FAILURE;
        }
    }

    private int files(Backup backup, BackupOptions options) throws IOException {
        try (BackupFiles files = new BackupFiles(options.directory(), options.instance())) {
            try {
                if (options.cancel()) {
                    backup.cancel(files);
                    display.line("cancelled");
                } else {
                    backup.toFiles(files);
                }
                display.end();
                return SUCCESS;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                say("interrupted; " + goOn(files));
            } catch (PullException | RapiException | IOException e) {
                say(text(e));
                say(goOn(files));
            }
            return FAILURE;
        }
    }

    /** What can be done after a failure. */
    private static String goOn(BackupFiles files) throws IOException {
        if (files.transfer().isPresent()) {
            return "the disks stay open at the cluster for a while: go on with --resume, or give up with --cancel";
        }
        files.remove();
        return "nothing was begun";
    }

    private int output(Backup backup) {
        try {
            backup.toOutput(out);
            display.end();
            return SUCCESS;
        } catch (InterruptedException e) {
            say("interrupted; what was written is of no use");
            withdraw(backup);
            Thread.currentThread().interrupt();
        } catch (PullException | RapiException | IOException e) {
            say(text(e));
            withdraw(backup);
        }
        return FAILURE;
    }

    private void withdraw(Backup backup) {
        try {
            backup.withdraw();
            say("the transfer is cancelled");
        } catch (RapiException e) {
            say("the transfer is still open at the cluster: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Exception failure) {
        return failure instanceof IOException && !failure.getClass().equals(IOException.class)
                ? failure.getClass().getSimpleName().replace("Exception", "") + ": " + failure.getMessage()
                : failure.getMessage();
    }

    private void say(String text) {
        display.end();
        err.println("backup-instance: " + RapiClient.printable(text));
        err.flush();
    }
}
