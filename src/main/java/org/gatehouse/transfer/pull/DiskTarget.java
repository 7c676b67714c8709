package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.cluster.OpenDisk;

/** A disk of an instance. It owns the disk, which it closes. */
public final class DiskTarget implements PullTarget {
    private final OpenDisk disk;
    private final DiskWriter writer;
    private final boolean blank;

    /**
     * Takes over an open disk.
     *
     * @param blank whether it was made blank when the journal of this pull was new
     */
    public DiskTarget(OpenDisk disk, boolean blank) {
        this.disk = Objects.requireNonNull(disk);
        this.writer = new DiskWriter(disk.data(), disk.straight());
        this.blank = blank;
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public boolean blank() {
        return blank;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
        writer.write(bytes, position);
    }

    @Override
    public void zeros(long position, long length) throws IOException {
        Zeros.write(disk.data(), position, length);
    }

    @Override
    public void sync() throws IOException {
        disk.data().force(false);
    }

    @Override
    public void readBack(ByteBuffer into, long position, int length) throws IOException {
        Aligned.read(disk.medium(), into, position, length);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
