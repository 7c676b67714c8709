package org.gatehouse.transfer.command;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.feedback.ProgressDisplay;
import org.gatehouse.transfer.identity.TransferKey;
import org.gatehouse.transfer.pull.FileTarget;
import org.gatehouse.transfer.pull.PullException;
import org.gatehouse.transfer.pull.PullJournal;
import org.gatehouse.transfer.pull.PullOutcome;
import org.gatehouse.transfer.pull.PullResult;
import org.gatehouse.transfer.pull.PullTls;
import org.gatehouse.transfer.pull.Puller;

/** One backup: has the cluster open the disks, pulls them, and tells the cluster how it ended. Used by one thread. */
final class Backup {
    /** Enough for a shutdown and for disks to be activated. */
    private static final Duration OPENING = Duration.ofMinutes(15);

    private static final Duration ASKING = Duration.ofMinutes(1);
    private static final int AT_ONCE = 2;

    private final BackupOptions options;
    private final RapiClient rapi;
    private final ProgressDisplay display;
    private final boolean terminal;
    private Optional<OpenTransfer> open = Optional.empty();

    Backup(BackupOptions options, ProgressDisplay display, boolean terminal) throws IOException {
        this.options = options;
        this.rapi = new RapiClient(options.access());
        this.display = display;
        this.terminal = terminal;
    }

    /** A disk under way: what pulls it, and what came. */
    private record Copy(OpenTransfer.Disk disk, Puller puller) {}

    /** Copies the disks to files. */
    void toFiles(BackupFiles files) throws IOException, RapiException, PullException, InterruptedException {
        if (!options.resume()) {
            files.clear();
        }
        Optional<TransferKey> kept = options.resume() ? files.key() : Optional.empty();
        TransferKey key = kept.orElseGet(TransferKey::generate);
        Optional<OpenTransfer> former = kept.isPresent() ? former(files) : Optional.empty();
        if (former.isPresent()) {
            open = former;
        } else {
            files.keep(key);
            Object document = open(key);
            files.keep(document);
            open = Optional.of(OpenTransfer.read(document));
        }
        files.describe(rapi.get(path(""), ASKING));
        List<OpenTransfer.Disk> disks = chosen(open.get());
        BackupProgress progress = progress(disks);
        finish(key, disks, copy -> {
            int index = copy.disk().index();
            try (PullJournal journal = files.journal(index);
                    FileTarget target = files.target(index, copy.disk().source().size(), journal)) {
                PullResult result = copy.puller().pull(copy.disk().source(), target, journal, progress.of(index));
                target.finish();
                display.line("disk/" + index + ": verified, " + files.diskFile(index));
                return result;
            }
        });
        files.remove();
    }

    /** Copies one disk to a stream. */
    void toOutput(OutputStream out) throws IOException, RapiException, PullException, InterruptedException {
        TransferKey key = TransferKey.generate();
        open = Optional.of(OpenTransfer.read(open(key)));
        List<OpenTransfer.Disk> disks = chosen(open.get());
        if (disks.size() != 1) {
            throw new RapiException(
                    0, options.instance() + " has " + disks.size() + " disks: choose one with --disk", null);
        }
        BackupProgress progress = progress(disks);
        finish(key, disks, copy -> {
            try (OrderedOutput target =
                    new OrderedOutput(out, copy.disk().source().size())) {
                PullResult result = copy.puller()
                        .pull(
                                copy.disk().source(),
                                target,
                                target,
                                progress.of(copy.disk().index()));
                target.finish();
                return result;
            }
        });
    }

    /** Has the cluster forget the transfer. */
    void cancel(BackupFiles files) throws IOException, RapiException, InterruptedException {
        Optional<Object> document = files.transfer();
        if (document.isPresent()) {
            open = Optional.of(OpenTransfer.read(document.get()));
            withdraw();
        }
        files.remove();
    }

    /** Ends the transfer at the cluster, if one is open. */
    void withdraw() throws RapiException, InterruptedException {
        if (open.isPresent()) {
            try {
                rapi.delete("/2/transfers/" + open.get().id(), ASKING);
            } catch (RapiException e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
            open = Optional.empty();
        }
    }

    private String path(String more) {
        return "/2/instances/" + options.instance() + more;
    }

    private Object open(TransferKey key) throws IOException, RapiException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("csr", key.csr("backup", List.of()));
        options.disk().ifPresent(disk -> body.put("disks", List.of(disk)));
        body.put("shutdown", options.shutdown());
        body.put("codings", List.copyOf(options.pull().codings()));
        display.line("opening the disks of " + options.instance());
        return rapi.post(path("/transfers"), body, OPENING);
    }

    /** The transfer of an earlier run, if it is still open. */
    private Optional<OpenTransfer> former(BackupFiles files) throws IOException, RapiException, InterruptedException {
        Optional<Object> document = files.transfer();
        if (document.isEmpty()) {
            return Optional.empty();
        }
        OpenTransfer former = OpenTransfer.read(document.get());
        try {
            Object now = rapi.get("/2/transfers/" + former.id(), ASKING);
            if (now instanceof Map<?, ?> members && "open".equals(members.get("state"))) {
                return Optional.of(former);
            }
        } catch (RapiException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        display.line("the transfer " + former.id() + " is over; what is there is compared with a new one");
        return Optional.empty();
    }

    private List<OpenTransfer.Disk> chosen(OpenTransfer transfer) throws RapiException {
        List<OpenTransfer.Disk> disks = transfer.disks().stream()
                .filter(disk -> options.disk().isEmpty() || options.disk().get() == disk.index())
                .toList();
        if (disks.isEmpty()) {
            throw new RapiException(0, options.instance() + " has no such disk", null);
        }
        return disks;
    }

    private BackupProgress progress(List<OpenTransfer.Disk> disks) {
        long total = disks.stream().mapToLong(disk -> disk.source().size()).sum();
        return new BackupProgress(display, terminal, options.instance(), total);
    }

    @FunctionalInterface
    private interface Step {
        PullResult take(Copy copy) throws IOException, PullException, InterruptedException;
    }

    /** Takes the step for every disk, a few at once, and tells the source of each in the end. The first failure ends all. */
    private void finish(TransferKey key, List<OpenTransfer.Disk> disks, Step step)
            throws IOException, PullException, InterruptedException {
        List<Copy> copies = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (OpenTransfer.Disk disk : disks) {
                copies.add(new Copy(disk, puller(key, disk)));
            }
            Map<Copy, Future<PullResult>> results = new LinkedHashMap<>();
            ExecutorCompletionService<PullResult> ended = new ExecutorCompletionService<>(executor);
            for (Copy copy : copies) {
                results.put(copy, ended.submit(() -> step.take(copy)));
            }
            for (int i = 0; i < copies.size(); i++) {
                ended.take().get();
            }
            // Only now: until all are right, the transfer may be needed to go on.
            for (Map.Entry<Copy, Future<PullResult>> each : results.entrySet()) {
                Copy copy = each.getKey();
                copy.puller()
                        .done(
                                copy.disk().source(),
                                PullOutcome.success(each.getValue().get()));
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            executor.shutdownNow();
            copies.forEach(copy -> copy.puller().close());
            Waiting.forEnd(executor);
        }
    }

    private Puller puller(TransferKey key, OpenTransfer.Disk disk) throws IOException {
        try {
            return new Puller(
                    PullTls.context(
                            key.privateKey(),
                            List.of(disk.certificate()),
                            open.orElseThrow().authority()),
                    options.pull());
        } catch (GeneralSecurityException e) {
            throw new IOException("the transfer's certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static PullException failure(Throwable cause) throws IOException, InterruptedException {
        if (cause instanceof IOException known) {
            throw known;
        }
        if (cause instanceof InterruptedException known) {
            throw known;
        }
        if (cause instanceof PullException known) {
            return known;
        }
        throw new IllegalStateException("a copy failed unforeseen", cause);
    }
}
