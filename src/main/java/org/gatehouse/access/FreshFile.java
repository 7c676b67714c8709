package org.gatehouse.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A small file that is looked at for every use and read again when it changed, so that whoever asks gets what the file says at
 * this moment. For files that are replaced as a whole; {@link WatchedFile} is the one for those that people edit. Safe for any
 * number of threads; owns none and needs no closing.
 */
public final class FreshFile<T> implements Supplier<T> {
    /** Within this time two states of a file can bear the same stamp: the clock of a file system is no finer. */
    private static final Duration REST = Duration.ofMillis(100);

    private final Path path;
    private final int most;
    private final Function<Optional<byte[]>, T> parser;
    private volatile Loaded<T> loaded;

    private record Loaded<T>(FileStamp stamp, boolean rested, Optional<byte[]> content, T value) {}

    /**
     * Reads the file when it is first asked for.
     *
     * @param most bytes that matter; of a longer file the parser gets one byte more than that
     * @param parser makes a value of the content, empty for a file that is missing or cannot be read; only asked when the
     *     content is another
     */
    public FreshFile(Path path, int most, Function<Optional<byte[]>, T> parser) {
        this.path = path;
        this.most = most;
        this.parser = parser;
    }

    /** What the file says now. */
    @Override
    public T get() {
        Loaded<T> known = loaded;
        FileStamp stamp = FileStamp.of(path);
        if (known != null && known.rested && stamp.isSameAs(known.stamp)) {
            return known.value;
        }
        // The stamp is older than the content: if the file changes in between, the next use sees another stamp.
        boolean rested = stamp.isOlderThan(REST);
        Optional<byte[]> content = read();
        T value = known != null && isSame(content, known.content) ? known.value : parser.apply(content);
        loaded = new Loaded<>(stamp, rested, content, value);
        return value;
    }

    private Optional<byte[]> read() {
        try (InputStream in = Files.newInputStream(path)) {
            return Optional.of(in.readNBytes(most + 1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isSame(Optional<byte[]> one, Optional<byte[]> other) {
        return one.isPresent() == other.isPresent() && (one.isEmpty() || Arrays.equals(one.get(), other.get()));
    }
}
