package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.transfer.body.DirectIo;

/**
 * A disk in a file with holes where the disk has zeros. It grows under the name {@code FILE.part} and gets its own when it is
 * {@link #finish() finished}.
 */
public final class FileTarget implements PullTarget {
    private static final int CHUNK = 1024 * 1024;

    private final Path file;
    private final Path part;
    private final long size;
    private final FileChannel data;
    private final FileChannel medium;
    private final Optional<FileChannel> straight;
    private final DiskWriter writer;

    /**
     * Opens the file for a disk of this size.
     *
     * @param anew whether to begin with a hole of that size, whatever is there; otherwise an unfinished file is gone on with
     */
    public FileTarget(Path file, long size, boolean anew) throws IOException {
        this.file = file.toAbsolutePath();
        this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
        this.size = size;
        data = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (anew) {
                data.truncate(0);
            }
            stretch();
            Optional<FileChannel> uncached = uncached(part, StandardOpenOption.READ);
            medium = uncached.orElse(data);
            straight = uncached.isPresent() ? uncached(part, StandardOpenOption.WRITE) : Optional.empty();
            writer = new DiskWriter(data, straight);
        } catch (IOException e) {
            data.close();
            throw e;
        }
    }

    /** Whether there is an unfinished file to go on with. */
    public static boolean isBegun(Path file) {
        Path absolute = file.toAbsolutePath();
        return Files.exists(absolute.resolveSibling(absolute.getFileName() + ".part"));
    }

    private void stretch() throws IOException {
        data.truncate(size);
        if (data.size() < size) {
            data.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    /** Past the page cache; some file systems, those in memory for one, cannot do that. */
    private static Optional<FileChannel> uncached(Path path, OpenOption way) {
        try {
            return Optional.of(FileChannel.open(path, way, DirectIo.option()));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean blank() {
        return true;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
        writer.write(bytes, position);
    }

    /** Holes stay holes: only what reads as something else is written. */
    @Override
    public void zeros(long position, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
        for (long at = position; at < position + length; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(CHUNK, position + length - at));
            int count = 0;
            while (buffer.hasRemaining() && count >= 0) {
                count = data.read(buffer, at + buffer.position());
            }
            buffer.rewind();
            if (!Zeros.all(buffer)) {
                Zeros.write(data, at, buffer.limit());
            }
        }
    }

    @Override
    public void sync() throws IOException {
        data.force(true);
    }

    @Override
    public void readBack(ByteBuffer into, long position, int length) throws IOException {
        Aligned.read(medium, into, position, length);
    }

    /** Gives the file its name, once it is whole. What had the name before is replaced. */
    public void finish() throws IOException {
        sync();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try (data;
                medium) {
            if (straight.isPresent()) {
                straight.get().close();
            }
        }
    }
}
