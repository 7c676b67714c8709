package org.gatehouse.embedded.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** How H2's storage engine is opened, and why it was not. */
final class StoreOpening {
    private static final int CACHE_MEGABYTES = 8;

    /** For how long replaced pieces of the file stay: long enough that what the newest state refers to is never overwritten. */
    private static final int RETENTION_MILLISECONDS = 500;

    private StoreOpening() {}

    static MVStore open(Path file) {
        MVStore store = new MVStore.Builder()
                .fileName(plainName(file))
                // Otherwise a change that is half done might be written by the time or the amount of it.
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MEGABYTES)
                .compress()
                .open();
        store.setRetentionTime(RETENTION_MILLISECONDS);
        return store;
    }

    /** H2 takes a backslash for a slash: a file with one in its path is opened by way of a link to its directory. */
    private static String plainName(Path file) {
        if (file.toString().indexOf('\\') < 0) {
            return file.toString();
        }
        try {
            Path link = Files.createTempDirectory("gatehouse-store").resolve("directory");
            Files.createSymbolicLink(link, file.toAbsolutePath().getParent());
            return link.resolve(file.getFileName()).toString();
        } catch (IOException e) {
            throw new StoreException("cannot make a link to the directory of " + file + ": " + e, e);
        }
    }

    /** Reads all that is in the store, so that damage shows now. */
    static void readThrough(MVStore store) {
        for (String name : store.getMapNames()) {
            var cursor = store.openMap(name).cursor(null);
            while (cursor.hasNext()) {
                cursor.next();
            }
        }
    }

    /** What to throw when the file was not opened. */
    static StoreException failure(Path file, Exception e) {
        if (e instanceof StoreException known) {
            return known;
        }
        if (e instanceof MVStoreException engine) {
            return switch (engine.getErrorCode()) {
                case DataUtils.ERROR_FILE_LOCKED ->
                    new StoreException(
                            "the embedded cluster's file " + file + " is in use: another process serves this cluster",
                            e);
                case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED ->
                    root(e) instanceof EOFException
                            ? damaged(file, e)
                            : new StoreException(
                                    "cannot open the embedded cluster's file " + file + ": " + reason(e), e);
                default -> damaged(file, e);
            };
        }
        return e instanceof RuntimeException
                ? damaged(file, e)
                : new StoreException("cannot make the embedded cluster's file " + file + ": " + reason(e), e);
    }

    private static StoreException damaged(Path file, Exception e) {
        return new StoreException(
                "the embedded cluster's file " + file + " is damaged, or no such file at all (" + reason(e)
                        + "); restore the directory from a backup, or begin with a new cluster (deploy/run --reset)",
                e);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The innermost cause in a few words. */
    static String reason(Throwable failure) {
        Throwable cause = root(failure);
        String text = cause instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }
}
