package org.gatehouse.access;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A small file that is read again when it changes: written over, replaced, removed, created. Whoever asks for the table
 * gets the newest that is known; now and then the asking thread looks at the file first, while others keep using the table
 * there is. A change takes effect within half a second of use. A file that is still being written is left alone until it has
 * rested a moment. A new file that is broken or longer than 16 MiB changes nothing but the log; a missing or unreadable one gives the table that
 * stands for it. Safe for any number of threads; owns none and needs no closing.
 */
public final class WatchedFile<T> implements Supplier<T> {
    /** Makes a table of a file's bytes. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads the whole file; throws if it cannot be understood.
         *
         * @param warnings is told what is odd, place first
         */
        T parse(byte[] content, Consumer<String> warnings) throws BrokenFileException;
    }

    private static final Logger LOG = System.getLogger(WatchedFile.class.getName());
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);
    private static final Duration REST = Duration.ofMillis(200);
    private static final int MAX_BYTES = 16 << 20;
    private static final int MOST_WARNINGS = 20;

    private final Path path;
    private final Parser<T> parser;
    private final T whenMissing;
    private final AtomicLong nextCheck = new AtomicLong();
    private volatile T table;
    // The last two belong to the thread that won the turn to check; the atomic hands them on.
    private FileStamp loadedStamp;
    private byte[] loadedContent;

    /** Reads the file for the first time. If it is broken, the table of a missing file stands in until it is mended. */
    public WatchedFile(Path path, Parser<T> parser, T whenMissing) {
        this.path = path;
        this.parser = parser;
        this.whenMissing = whenMissing;
        this.table = whenMissing;
        this.loadedStamp = FileStamp.of(path);
        load();
        nextCheck.set(System.nanoTime() + CHECK_INTERVAL.toNanos());
    }

    /** The newest table. */
    @Override
    public T get() {
        long due = nextCheck.get();
        // While a thread checks, the next check is a full day away for the others.
        if (System.nanoTime() - due >= 0
                && nextCheck.compareAndSet(due, due + Duration.ofDays(1).toNanos())) {
            try {
                check();
            } finally {
                nextCheck.set(System.nanoTime() + CHECK_INTERVAL.toNanos());
            }
        }
        return table;
    }

    private void check() {
        FileStamp stamp = FileStamp.of(path);
        if (!stamp.isSameAs(loadedStamp) && stamp.isOlderThan(REST)) {
            loadedStamp = stamp;
            load();
        }
    }

    private void load() {
        byte[] content;
        try {
            content = read();
        } catch (NoSuchFileException e) {
            LOG.log(Level.WARNING, "{0} does not exist", path);
            loadedContent = null;
            table = whenMissing;
            return;
        } catch (IOException e) {
            // The message of most of these is the path alone, so the class says more.
            LOG.log(Level.ERROR, "{0} cannot be read: {1}", path, e.getClass().getSimpleName());
            loadedContent = null;
            table = whenMissing;
            return;
        }
        if (content.length > MAX_BYTES) {
            LOG.log(Level.ERROR, "{0} is not used: it is longer than {1,number,#} bytes", path, MAX_BYTES);
            return;
        }
        if (Arrays.equals(content, loadedContent)) {
            return;
        }
        loadedContent = content;
        List<String> warnings = new ArrayList<>();
        int[] more = {0};
        try {
            table = parser.parse(content, warning -> {
                if (warnings.size() < MOST_WARNINGS) {
                    warnings.add(warning);
                } else {
                    more[0]++;
                }
            });
            warnings.forEach(warning -> LOG.log(Level.WARNING, "{0}, {1}", path, warning));
            if (more[0] > 0) {
                LOG.log(Level.WARNING, "{0}: {1,number,#} more lines are odd", path, more[0]);
            }
            LOG.log(Level.INFO, "{0} is loaded", path);
        } catch (BrokenFileException e) {
            LOG.log(Level.ERROR, "{0} is broken and not used: {1}", path, e.getMessage());
        }
    }

    private byte[] read() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }
}
