package org.gatehouse.transfer.source;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.record.TransferId;

/** What clients said at the end of their transfers, in a file for each: it outlives this process. For any number of threads. */
final class DoneMarks {
    private static final Logger LOG = System.getLogger(DoneMarks.class.getName());
    private static final int MOST = 64 << 10;

    private final Path directory;

    /** The directory is made when it is needed. */
    DoneMarks(Path directory) {
        this.directory = directory;
    }

    /** What was said, if the transfer is done. One whose file is damaged is done all the same. */
    Optional<DoneMark> find(TransferId id) {
        try (InputStream in = Files.newInputStream(file(id))) {
            return Optional.of(DoneMark.parse(in.readNBytes(MOST)).orElseGet(DoneMark::unknown));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read how transfer " + id + " ended", e);
            return Optional.of(DoneMark.unknown());
        }
    }

    /** Keeps what was said, on the disk when this returns. */
    void put(TransferId id, DoneMark mark) throws IOException {
        PrivateFiles.makeDirectory(directory);
        PrivateFiles.write(file(id), mark.toJson());
    }

    void remove(TransferId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot remove how transfer " + id + " ended", e);
        }
    }

    private Path file(TransferId id) {
        return directory.resolve(id.text() + ".json");
    }
}
