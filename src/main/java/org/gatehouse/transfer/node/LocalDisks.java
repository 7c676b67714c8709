package org.gatehouse.transfer.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;

/** The disks of a node whose files this process may open itself. For any number of threads. */
public final class LocalDisks implements SourceDisks, TargetDisks {
    private final DiskPlaces places;
    private final TransferRecords records;
    private final SparseFiles sparse = new SparseFiles();

    /** A record is looked at each time, and must mean the place where the instance's disk is now. */
    public LocalDisks(DiskPlaces places, TransferRecords records) {
        this.places = places;
        this.records = records;
    }

    @Override
    public OpenDisk open(String transfer) throws IOException {
        return new DiskFile(source(transfer), LinkOption.NOFOLLOW_LINKS).source(Optional.empty());
    }

    @Override
    public List<Extent> extents(String transfer) throws IOException {
        Path path = source(transfer);
        long size;
        try (FileChannel disk = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            size = disk.size();
        }
        return sparse.extents(path, size);
    }

    private Path source(String transfer) throws IOException {
        TransferId id = TransferId.parse(transfer).orElseThrow(() -> new IOException("this is no transfer's id"));
        TransferRecord record;
        try {
            record = records.find(id).orElseThrow(() -> new IOException("there is no such transfer"));
        } catch (RecordException e) {
            throw new IOException(e.getMessage(), e);
        }
        DiskPlaces.Place place = places.find(record.instance(), record.disk());
        if (!place.path().equals(Path.of(record.path())) || !place.node().equals(record.node())) {
            throw new IOException("the disk is somewhere else by now");
        }
        return place.path();
    }

    @Override
    public OpenDisk open(String instance, int index, boolean blank) throws IOException {
        Path path = places.find(instance, index).path();
        if (blank) {
            try (RandomAccessFile disk = new RandomAccessFile(path.toFile(), "rw")) {
                long size = disk.length();
                disk.setLength(0);
                disk.setLength(size);
            }
        }
        return new DiskFile(path, LinkOption.NOFOLLOW_LINKS).target();
    }
}
