package org.gatehouse.embedded.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.gatehouse.cluster.ClusterException;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * One file of sorted maps, opened by one process at a time. Reads come from any thread and see what was written last; a
 * {@link #change} is in the file, whole, when it returns, and not at all if the process ends before. When a change cannot be written, as on
 * a full disk, it fails with {@link ClusterException}, and the file is opened anew with what it had before; later changes are tried again.
 */
public final class StoreFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StoreFile.class.getName());
    private static final String FORMAT = "1";
    private static final String CHANGES = "changes";

    /** After so many changes the file is looked at for pieces that are hardly used any more. */
    private static final int CHANGES_BETWEEN_CLEANINGS = 256;

    private static final int FILL_RATE = 50;
    private static final int CLEANED_AT_ONCE = 4 << 20;

    private record Opened(MVStore store, Map<String, MVMap<?, ?>> maps) {}

    private final Path file;
    private final CommitMark mark;
    private final StoreHealth health;
    private final Object writing = new Object();
    private volatile Opened opened;
    /** How many changes the file has seen since it was new. */
    private long changes;

    private StoreFile(Path file, CommitMark mark, MVStore store) {
        this.file = file;
        this.mark = mark;
        this.health = new StoreHealth(file);
        this.opened = new Opened(store, new ConcurrentHashMap<>());
    }

    /**
     * Opens the file, making it and its directory for this user alone if they are not there. Fails with {@link StoreException} if it cannot
     * be read and written, or has lost anything since the last change.
     */
    public static StoreFile open(Path file) {
        CommitMark mark = CommitMark.of(file);
        MVStore store = null;
        try {
            if (mark.read().isPresent() && (Files.notExists(file) || Files.size(file) == 0)) {
                throw lost(file, mark, Files.exists(file) ? "is empty" : "is not there");
            }
            makePrivate(file);
            store = StoreOpening.open(file);
            StoreFile whole = new StoreFile(file, mark, store);
            whole.begin();
            return whole;
        } catch (IOException | RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw StoreOpening.failure(file, e);
        }
    }

    private static void makePrivate(Path file) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(file.getParent(), ownerOnly);
        for (Path needed : new Path[] {file.getParent(), file}) {
            if (Files.exists(needed) && !Files.isWritable(needed)) {
                throw new StoreException(needed + " cannot be written by the user " + System.getProperty("user.name")
                        + ": it belongs to somebody else, or the file system is read-only");
            }
        }
        if (!Files.exists(file)) {
            var readWrite = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(file, readWrite);
        }
    }

    private static StoreException lost(Path file, CommitMark mark, String what) {
        return new StoreException("the embedded cluster's file " + file + " " + what + ", though " + mark.file()
                + " says that it held more; restore the directory from a backup, begin with a new cluster (deploy/run --reset),"
                + " or delete " + mark.file() + " to go on with what is left");
    }

    private void begin() throws IOException {
        MVMap<String, String> about = map("about");
        String format = about.get("format");
        boolean isNew = format == null && opened.store().getMapNames().size() <= 1;
        if (!isNew && !FORMAT.equals(format)) {
            throw new StoreException("the embedded cluster's file " + file + " has the format '" + format
                    + "', and this version of Gatehouse knows only '" + FORMAT + "'");
        }
        changes = changes(opened);
        Optional<CommitMark.State> last = mark.read();
        if (last.isPresent() && last.get().changes() > changes) {
            throw lost(file, mark, "has lost the last " + (last.get().changes() - changes) + " changes");
        }
        long length = Files.size(file);
        // A store that has seen a further change may have become shorter by it.
        if (last.isPresent() && last.get().changes() == changes && last.get().length() > length) {
            throw lost(file, mark, "is " + (last.get().length() - length) + " bytes too short");
        }
        StoreOpening.readThrough(opened.store());
        mark.write(changes, last.map(CommitMark.State::length).orElse(0L));
        if (isNew) {
            change(() -> about.put("format", FORMAT));
        }
    }

    private static long changes(Opened opened) {
        MVMap<String, String> about = opened.store().openMap("about");
        return Long.parseLong(about.getOrDefault(CHANGES, "0"));
    }

    /** The map of that name, made with the next change if it is not there. To be asked for at each use. */
    @SuppressWarnings("unchecked") // each name has one type
    <K, V> MVMap<K, V> map(String name) {
        Opened now = opened;
        return (MVMap<K, V>) now.maps().computeIfAbsent(name, now.store()::openMap);
    }

    /** Reads, with the file opened anew meanwhile if a change fails. */
    <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MVStoreException e) {
            synchronized (writing) {
                try {
                    return reading.get();
                } catch (MVStoreException again) {
                    throw new ClusterException(
                            ClusterException.Reason.BROKEN_ANSWER,
                            "cannot read the embedded cluster's file " + file + ": " + StoreOpening.reason(again),
                            again);
                }
            }
        }
    }

    /** Makes one change of any number of maps. */
    void change(Runnable change) {
        change(() -> {
            change.run();
            return null;
        });
    }

    /** Makes one change of any number of maps, and answers with its result. */
    <T> T change(Supplier<T> change) {
        synchronized (writing) {
            health.refuseTooSoon();
            if (opened.store().isClosed()) {
                reopen();
            }
            T result;
            try {
                result = change.get();
            } catch (MVStoreException e) {
                reopen();
                throw health.failed(e);
            } catch (RuntimeException e) {
                opened.store().rollback();
                // It closes the maps that are not in the file as yet.
                opened.maps().clear();
                throw e;
            }
            commit();
            health.succeeded();
            if (changes % CHANGES_BETWEEN_CLEANINGS == 0) {
                clean();
            }
            mark(length());
            return result;
        }
    }

    private void commit() {
        try {
            this.<String, String>map("about").put(CHANGES, Long.toString(changes + 1));
            opened.store().commit();
            // Past the operating system, too: an id that was answered outlives the machine's fall.
            opened.store().sync();
        } catch (MVStoreException e) {
            // What is in memory may be half a change now; nothing may write it later.
            reopen();
            if (changes(opened) == changes) {
                throw health.failed(e);
            }
            try {
                // All of it was written, and only this had failed.
                opened.store().sync();
            } catch (MVStoreException again) {
                throw health.failed(again);
            }
        }
        changes++;
    }

    private void reopen() {
        opened.store().closeImmediately();
        try {
            if (Files.size(file) == 0) {
                throw new IOException("it is empty");
            }
            Opened again = new Opened(StoreOpening.open(file), new ConcurrentHashMap<>());
            if (changes(again) < changes) {
                again.store().closeImmediately();
                throw new IOException("changes are missing");
            }
            opened = again;
        } catch (IOException | MVStoreException e) {
            throw health.failed(e);
        }
    }

    private void clean() {
        // Cleaning may shorten the file.
        mark(0);
        try {
            opened.store().compact(FILL_RATE, CLEANED_AT_ONCE);
        } catch (MVStoreException e) {
            LOG.log(Level.DEBUG, "the store was not cleaned", e);
            reopen();
        }
    }

    private long length() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private void mark(long length) {
        try {
            mark.write(changes, length);
        } catch (IOException e) {
            // It stays behind, which only weakens the check at the next start.
            LOG.log(Level.DEBUG, "the mark was not written", e);
        }
    }

    /** Fails with {@link ClusterException} if nothing can be written; after a failure it tries that. */
    public void check() {
        if (health.isFailing()) {
            change(() -> {});
        }
    }

    @Override
    public void close() {
        synchronized (writing) {
            mark(0);
            try (mark) {
                // Zero: it does not compact now. A start does not need that, and moving chunks at the end has failed
                // before.
                opened.store().close(0);
                mark(length());
            } catch (IOException | MVStoreException e) {
                LOG.log(
                        Level.WARNING,
                        "the embedded cluster''s file {0} was not closed well: {1}",
                        file,
                        StoreOpening.reason(e));
                opened.store().closeImmediately();
            }
        }
    }
}
