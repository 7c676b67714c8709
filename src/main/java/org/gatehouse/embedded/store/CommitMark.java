package org.gatehouse.embedded.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A small file beside the store's, which says what the store held at least when it was last written. It is always written after the
 * store, so it may be behind, but is never ahead: a store that has less has lost something. It is overwritten in place and
 * without waiting for the disk, which costs a change next to nothing. For one thread at a time.
 */
final class CommitMark implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("changes=(\\d{1,18}) length=(\\d{1,18}) +crc=([0-9a-f]{8})\n");
    private static final int LENGTH = 80;

    private final Path file;
    private FileChannel channel;

    /**
     * What the store held.
     *
     * @param changes how many changes were made since it was new
     * @param length of its file after them; 0 if that is not known
     */
    record State(long changes, long length) {}

    private CommitMark(Path file) {
        this.file = file;
    }

    /** The mark of this store. */
    static CommitMark of(Path store) {
        return new CommitMark(store.resolveSibling(store.getFileName() + ".commit"));
    }

    Path file() {
        return file;
    }

    /** What the mark says; empty if there is none as yet. Fails with {@link StoreException} if it is damaged. */
    Optional<State> read() throws IOException {
        if (Files.notExists(file) || Files.size(file) == 0) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !text.equals(text(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))) {
            throw new StoreException(file + " is damaged, so whether the embedded cluster is complete is not known;"
                    + " delete it to go on with what is there");
        }
        return Optional.of(new State(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))));
    }

    /** Writes the mark; the first time it is made. */
    void write(long changes, long length) throws IOException {
        boolean first = channel == null;
        if (first) {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        ByteBuffer text = ByteBuffer.wrap(text(changes, length).getBytes(StandardCharsets.US_ASCII));
        channel.write(text, 0);
        if (first) {
            // From now on its length is on the disk and never changes.
            channel.force(true);
        }
    }

    private static String text(long changes, long length) {
        String numbers = String.format(Locale.ROOT, "changes=%d length=%d", changes, length);
        CRC32 sum = new CRC32();
        sum.update(numbers.getBytes(StandardCharsets.US_ASCII));
        String end = String.format(Locale.ROOT, " crc=%08x\n", sum.getValue());
        return numbers + " ".repeat(LENGTH - numbers.length() - end.length()) + end;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
