package org.gatehouse.embedded.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * One file of sorted maps, opened by one process at a time. Reads come from any thread and see what was written last; a
 * {@link #change} is in the file, whole, when it returns, and not at all if the process ends before.
 */
public final class StoreFile implements AutoCloseable {
    private static final String FORMAT = "1";
    private static final int CACHE_MEGABYTES = 8;

    /** For how long replaced pieces of the file stay: long enough that what the newest state refers to is never overwritten. */
    private static final int RETENTION_MILLISECONDS = 500;

    /** After so many changes the file is looked at for pieces that are hardly used any more. */
    private static final int CHANGES_BETWEEN_CLEANINGS = 256;

    private static final int FILL_RATE = 50;
    private static final int CLEANED_AT_ONCE = 4 << 20;

    private final Path file;
    private final MVStore store;
    private final Object writing = new Object();
    private int changes;

    private StoreFile(Path file, MVStore store) {
        this.file = file;
        this.store = store;
    }

    /** Opens the file, making it and its directory for this user alone if they are not there. Fails with {@link StoreException}. */
    public static StoreFile open(Path file) {
        try {
            makePrivate(file);
            MVStore store = new MVStore.Builder()
                    .fileName(file.toString())
                    // Otherwise a change that is half done might be written by the time or the amount of it.
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .cacheSize(CACHE_MEGABYTES)
                    .compress()
                    .open();
            StoreFile opened = new StoreFile(file, store);
            store.setRetentionTime(RETENTION_MILLISECONDS);
            opened.checkFormat();
            return opened;
        } catch (MVStoreException e) {
            throw new StoreException(explain(file, e), e);
        } catch (IOException e) {
            throw new StoreException("cannot make the embedded cluster's file " + file + ": " + e, e);
        }
    }

    private static void makePrivate(Path file) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(file.getParent(), ownerOnly);
        if (!Files.exists(file)) {
            var readWrite = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(file, readWrite);
        }
    }

    private static String explain(Path file, MVStoreException e) {
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED ->
                "the embedded cluster's file " + file + " is in use: another process serves this cluster";
            case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_CHUNK_NOT_FOUND, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                "the embedded cluster's file " + file + " is damaged, or no such file at all (" + e.getMessage()
                        + "); move it away to begin with a new cluster";
            default -> "cannot open the embedded cluster's file " + file + ": " + e.getMessage();
        };
    }

    private void checkFormat() {
        MVMap<String, String> about = map("about");
        String format = about.get("format");
        if (format == null && store.getMapNames().size() <= 1) {
            change(() -> about.put("format", FORMAT));
        } else if (!FORMAT.equals(format)) {
            store.closeImmediately();
            throw new StoreException("the embedded cluster's file " + file + " has the format '" + format
                    + "', and this version of Gatehouse knows only '" + FORMAT + "'");
        }
    }

    /** The map of that name, made with the next change if it is not there. */
    <K, V> MVMap<K, V> map(String name) {
        return store.openMap(name);
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
            try {
                T result = change.get();
                store.commit();
                // Past the operating system, too: an id that was answered outlives the machine's fall.
                store.sync();
                changes++;
                if (changes % CHANGES_BETWEEN_CLEANINGS == 0) {
                    store.compact(FILL_RATE, CLEANED_AT_ONCE);
                }
                return result;
            } catch (MVStoreException e) {
                // What is in memory may be half a change now; nothing may write it later.
                store.closeImmediately();
                throw new StoreException("cannot write the embedded cluster's file " + file + ": " + e.getMessage(), e);
            } catch (RuntimeException e) {
                store.rollback();
                throw e;
            }
        }
    }

    /** Fails with {@link StoreException} if nothing can be written any more. */
    public void check() {
        if (store.isClosed()) {
            throw new StoreException(
                    "the embedded cluster's file " + file + " has been closed, perhaps after a failure");
        }
    }

    @Override
    public void close() {
        synchronized (writing) {
            // Zero: it does not compact now. A start does not need that, and moving chunks at the end has failed
            // before.
            store.close(0);
        }
    }
}
