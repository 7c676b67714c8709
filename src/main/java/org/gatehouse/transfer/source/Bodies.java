package org.gatehouse.transfer.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.body.BlockPieces;
import org.gatehouse.transfer.body.BlockReader;
import org.gatehouse.transfer.body.DiskPieces;
import org.gatehouse.transfer.body.ManifestPieces;
import org.gatehouse.transfer.body.Manifests;
import org.gatehouse.transfer.body.MeasuredPieces;
import org.gatehouse.transfer.body.MediumReaders;
import org.gatehouse.transfer.body.Pieces;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * Which body answers what is asked of a transfer's disk. Fails with {@link HttpError}: 500 if the disk cannot be read, which the
 * log explains. For any number of threads.
 */
final class Bodies implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Bodies.class.getName());

    private final SourceDisks disks;
    private final Manifests manifests;
    private final MediumReaders readers = new MediumReaders();

    /** {@code state} is a directory for what has to outlive this process. */
    Bodies(SourceDisks disks, Path state) {
        this.disks = disks;
        this.manifests = new Manifests(disks, state);
    }

    /** The part of the disk that is wanted, in no coding as yet. */
    Pieces contents(Contents contents, Traffic traffic) throws IOException {
        TransferRecord record = traffic.record();
        OpenDisk disk = open(record);
        return traffic.isMeasured() && !contents.isCoded()
                ? new MeasuredPieces(disk, contents.range(), record.size(), traffic.blocks(), readers)
                : new DiskPieces(disk, contents.range(), extents(record, contents), readers);
    }

    /** The list of the disk's blocks that is wanted. */
    Pieces blocks(BlocksRequest wanted, Traffic traffic) {
        TransferRecord record = traffic.record();
        try {
            if (wanted.isBounded()) {
                return new BlockPieces(
                        record,
                        wanted.from(),
                        wanted.to(),
                        List.of(new Extent(0, record.size())),
                        Optional.of(new BlockReader(open(record), traffic.blocks())));
            }
            if (wanted.later()) {
                traffic.measureBlocks();
                List<Extent> extents = disks.extents(record.id().text());
                return new BlockPieces(record, wanted.from(), wanted.to(), extents, Optional.empty());
            }
            return new ManifestPieces(record, manifests.of(record), wanted.from());
        } catch (HttpError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable(record, e);
        }
    }

    /** Removes what is known of a transfer's disk. */
    void forget(TransferId id) {
        manifests.forget(id);
    }

    private OpenDisk open(TransferRecord record) throws IOException {
        OpenDisk disk;
        try {
            disk = disks.open(record.id().text());
        } catch (IOException | RuntimeException e) {
            throw unreadable(record, e);
        }
        if (disk.size() < record.size()) {
            disk.close();
            throw unreadable(record, new IOException("it has " + disk.size() + " bytes instead of " + record.size()));
        }
        return disk;
    }

    /** To code a long hole is cheap as long as it is not read. */
    private List<Extent> extents(TransferRecord record, Contents contents) {
        if (contents.isCoded()) {
            try {
                return disks.extents(record.id().text());
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "cannot tell where the disk of transfer " + record.id() + " has holes", e);
            }
        }
        return List.of(new Extent(0, Long.MAX_VALUE));
    }

    private static HttpError unreadable(TransferRecord record, Exception cause) {
        LOG.log(Level.ERROR, "cannot give out the disk of transfer " + record.id(), cause);
        return new HttpError(500, "the disk cannot be read");
    }

    @Override
    public void close() {
        readers.close();
        manifests.close();
    }
}
