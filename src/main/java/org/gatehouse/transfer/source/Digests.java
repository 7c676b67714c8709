package org.gatehouse.transfer.source;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.body.DigestedPieces;
import org.gatehouse.transfer.body.DiskReaders;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * The SHA-256 of whole disks, each worked out once, in the background, when somebody wishes it, and kept in a file. Owns the
 * thread that reads the disks, one after the other. For any number of threads.
 */
final class Digests implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Digests.class.getName());
    private static final int PIECE = 256 * 1024;
    private static final byte[] ZEROS = new byte[PIECE];
    private static final int LENGTH = 44;

    private final SourceDisks disks;
    private final Path directory;
    private final DiskReaders readers = new DiskReaders("digest", 1);
    private final Map<TransferId, Traffic> wanted = new ConcurrentHashMap<>();

    Digests(SourceDisks disks, Path directory) {
        this.disks = disks;
        this.directory = directory;
    }

    /** Sees to it that the traffic knows its disk's digest some time, unless too much else is to be read before. */
    void want(Traffic traffic) {
        TransferId id = traffic.record().id();
        if (traffic.digest().isPresent()) {
            return;
        }
        find(id).ifPresent(traffic::digested);
        if (traffic.digest().isEmpty()
                && wanted.putIfAbsent(id, traffic) == null
                && !readers.later(() -> work(traffic))) {
            wanted.remove(id);
        }
    }

    private Optional<String> find(TransferId id) {
        try (InputStream in = Files.newInputStream(file(id))) {
            String base64 = new String(in.readNBytes(LENGTH + 1), StandardCharsets.US_ASCII);
            return base64.length() == LENGTH ? Optional.of(base64) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read the digest of transfer " + id, e);
            return Optional.empty();
        }
    }

    private void work(Traffic traffic) {
        TransferId id = traffic.record().id();
        try {
            // It may have been sent as a whole in the meantime.
            if (traffic.digest().isEmpty()) {
                String base64 = Base64.getEncoder().encodeToString(read(traffic.record()));
                traffic.digested(base64);
                PrivateFiles.makeDirectory(directory);
                PrivateFiles.write(file(id), base64.getBytes(StandardCharsets.US_ASCII));
                if (!wanted.containsKey(id)) {
                    forget(id);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "cannot work out the digest of transfer " + id, e);
        } finally {
            wanted.remove(id, traffic);
        }
    }

    private byte[] read(TransferRecord record) throws IOException {
        MessageDigest sha256 = DigestedPieces.sha256();
        byte[] bytes = new byte[PIECE];
        long position = 0;
        try (OpenDisk disk = disks.open(record.id().text())) {
            for (Extent extent : disks.extents(record.id().text())) {
                long end = Math.min(extent.end(), record.size());
                position = addZeros(sha256, record.id(), position, Math.min(extent.offset(), record.size()));
                while (position < end) {
                    position += add(sha256, record.id(), disk.data(), position, end, bytes);
                }
            }
            addZeros(sha256, record.id(), position, record.size());
        }
        return sha256.digest();
    }

    private long addZeros(MessageDigest sha256, TransferId id, long from, long to) throws IOException {
        for (long left = to - from; left > 0; left -= PIECE) {
            stopUnlessWanted(id);
            sha256.update(ZEROS, 0, (int) Math.min(left, PIECE));
        }
        return Math.max(from, to);
    }

    private int add(MessageDigest sha256, TransferId id, FileChannel disk, long position, long end, byte[] bytes)
            throws IOException {
        stopUnlessWanted(id);
        int count = disk.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(PIECE, end - position)), position);
        if (count < 0) {
            throw new IOException("the disk ends at " + position);
        }
        sha256.update(bytes, 0, count);
        return count;
    }

    private void stopUnlessWanted(TransferId id) throws IOException {
        if (!wanted.containsKey(id)) {
            throw new IOException("the transfer is over");
        }
    }

    /** Ends what is under way for a transfer, and removes what is known. */
    void forget(TransferId id) {
        wanted.remove(id);
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot remove the digest of transfer " + id, e);
        }
    }

    private Path file(TransferId id) {
        return directory.resolve(id.text() + ".sha256");
    }

    @Override
    public void close() {
        wanted.clear();
        readers.close();
    }
}
