package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;

/** A file that is given out as a disk, the transfer's record, and where its data is said to be. */
public final class OneDisk implements SourceDisks {
    public static final TransferId ID =
            new TransferId("r-1-" + "0".repeat(32) + "-00000000-0000-0000-0000-000000000000-0-0123456789abcdef");

    private final Path file;
    private final long size;
    private volatile List<Extent> extents;
    private volatile int opened;

    /** So many zeros, but that they begin and end with these bytes. */
    public OneDisk(Path file, long size, byte[] beginning, byte[] end) throws IOException {
        this.file = file;
        this.size = size;
        this.extents = List.of(new Extent(0, size));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(beginning), 0);
            out.write(ByteBuffer.wrap(end), size - end.length);
        }
    }

    public void claim(List<Extent> extents) {
        this.extents = extents;
    }

    public int opened() {
        return opened;
    }

    @Override
    public synchronized OpenDisk open(String transfer) throws IOException {
        opened++;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new OpenDisk(channel, channel, channel.size());
    }

    /** With a way past the page cache, where the file system has one. */
    public OpenDisk openPastCache() throws IOException {
        OpenDisk plain = open("x");
        try {
            FileChannel medium = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option());
            return new OpenDisk(plain.data(), medium, plain.size());
        } catch (IOException | UnsupportedOperationException e) {
            return plain;
        }
    }

    @Override
    public List<Extent> extents(String transfer) {
        return extents;
    }

    public TransferRecord record() {
        return record(file, size);
    }

    /** A record of {@link #ID} for a file of this size. */
    static TransferRecord record(Path file, long size) {
        return new TransferRecord(
                ID,
                false,
                "1",
                Optional.of("0".repeat(64)),
                Optional.empty(),
                file.toString(),
                size,
                List.of("identity"),
                2,
                Instant.MAX,
                Instant.EPOCH,
                "node",
                "instance",
                0);
    }
}
