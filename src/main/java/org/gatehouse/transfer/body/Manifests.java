package org.gatehouse.transfer.body;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * The manifests of the disks that are given out, each worked out once, when it is first asked for, and kept in a file. Owns
 * the two threads that read the disks. For any number of threads.
 */
public final class Manifests implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Manifests.class.getName());

    private final SourceDisks disks;
    private final Path directory;
    private final Map<TransferId, Manifest> manifests = new ConcurrentHashMap<>();
    private final DiskReaders readers = new DiskReaders("manifest", 2);

    /** Keeps its files in this directory, which is made when it is needed. */
    public Manifests(SourceDisks disks, Path directory) {
        this.disks = disks;
        this.directory = directory;
    }

    /** The manifest of a transfer's disk, there or on its way. Fails with {@link HttpError} 503 if too many are wanted. */
    public Manifest of(TransferRecord record) throws IOException {
        PrivateFiles.makeDirectory(directory);
        return manifests.computeIfAbsent(record.id(), id -> {
            Manifest manifest = new Manifest(record, file(id));
            if (!readers.later(() -> work(id, manifest))) {
                throw new HttpError(503, "too many disks are being read").withHeader("Retry-After", "5");
            }
            return manifest;
        });
    }

    private void work(TransferId id, Manifest manifest) {
        try {
            manifest.work(disks);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "cannot work out which blocks of transfer " + id + " hold data", e);
            // Whoever asks again has it tried again.
            manifests.remove(id, manifest);
            manifest.fail();
        }
    }

    /** Ends the work on a transfer's manifest and removes it, if there is one. */
    public void forget(TransferId id) {
        Manifest manifest = manifests.remove(id);
        if (manifest != null) {
            manifest.cancel();
        }
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot remove what was known of transfer " + id, e);
        }
    }

    private Path file(TransferId id) {
        return directory.resolve(id.text() + ".blocks");
    }

    @Override
    public void close() {
        manifests.values().forEach(Manifest::cancel);
        readers.close();
    }
}
