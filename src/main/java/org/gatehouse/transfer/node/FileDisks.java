package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;

/** The disks of records that name files which this process may open with its own rights. For any number of threads. */
public final class FileDisks implements SourceDisks {
    private final TransferRecords records;
    private final SparseFiles sparse = new SparseFiles();

    /** A record is looked at each time. */
    public FileDisks(TransferRecords records) {
        this.records = records;
    }

    @Override
    public OpenDisk open(String transfer) throws IOException {
        TransferRecord record = record(transfer);
        Path path = Path.of(record.path());
        // A block device need not tell its size; if it is too short, that is seen where it ends.
        return new DiskFile(path).source(Files.isRegularFile(path) ? Optional.empty() : Optional.of(record.size()));
    }

    @Override
    public List<Extent> extents(String transfer) throws IOException {
        TransferRecord record = record(transfer);
        return sparse.extents(Path.of(record.path()), record.size());
    }

    private TransferRecord record(String transfer) throws IOException {
        try {
            return records.find(new TransferId(transfer))
                    .orElseThrow(() -> new IOException("there is no record of transfer " + transfer));
        } catch (RecordException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
