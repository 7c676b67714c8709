package org.gatehouse.transfer.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecords;

/**
 * What is left of transfers whose records are gone: forgotten a day later. When a record was last there, the modification
 * times of its transfer's files say.
 */
final class Leftovers {
    private static final Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final Duration KEPT = Duration.ofHours(24);

    private final Path directory;
    private final TransferRecords records;
    private final Consumer<TransferId> forgetting;

    /** {@code directory} has the files, which {@code forgetting} removes. */
    Leftovers(Path directory, TransferRecords records, Consumer<TransferId> forgetting) {
        this.directory = directory;
        this.records = records;
        this.forgetting = forgetting;
    }

    /** Looks at all of them; to be called every now and then. Does not fail. */
    void remove(Instant now) {
        try {
            for (Path file : files()) {
                Optional<TransferId> id = id(file);
                if (id.isPresent() && isThere(id.get())) {
                    Files.setLastModifiedTime(file, FileTime.from(now));
                } else if (id.isPresent()
                        && Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
                    forgetting.accept(id.get());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "cannot clear up what is left of transfers", e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Optional<TransferId> id(Path file) {
        String name = file.getFileName().toString();
        int end = name.lastIndexOf('.');
        return end < 0 ? Optional.empty() : TransferId.parse(name.substring(0, end));
    }

    private boolean isThere(TransferId id) {
        try {
            return records.find(id).isPresent();
        } catch (RecordException e) {
            // Not to be believed, but not gone either.
            return true;
        }
    }
}
