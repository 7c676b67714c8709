package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.http.Json;

/** What outlives this process of each transfer: one JSON file in a directory, replaced as a whole. Any thread may use it. */
final class TransferFiles {
    private static final Logger LOG = System.getLogger(TransferFiles.class.getName());
    private static final String ENDING = ".json";
    private static final String FRESH = ".new";
    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> SECRET =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    /** Keeps the files in {@code directory}, which is made if it is not there. */
    TransferFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory, OURS);
        // What was being written when the last process ended.
        try (Stream<Path> all = Files.list(directory)) {
            for (Path fresh : all.filter(path -> path.getFileName().toString().endsWith(FRESH))
                    .toList()) {
                Files.deleteIfExists(fresh);
            }
        }
    }

    /** Replaces what is known of a transfer; it is on the disk when this returns. */
    void write(String id, Map<String, Object> facts) throws IOException {
        Path fresh = directory.resolve(id + FRESH);
        Files.deleteIfExists(fresh);
        try (FileChannel file = FileChannel.open(
                fresh, java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), SECRET)) {
            ByteBuffer bytes = ByteBuffer.wrap(Json.bytes(facts));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(fresh, directory.resolve(id + ENDING), StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /** Forgets a transfer. */
    void remove(String id) throws IOException {
        Files.deleteIfExists(directory.resolve(id + ENDING));
    }

    /** What is known of every transfer; a file that makes no sense is told to the log and left alone. */
    List<Map<String, Object>> read() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(path -> path.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
        List<Map<String, Object>> found = new ArrayList<>();
        for (Path file : files) {
            Optional<Json.Parsed> parsed = Json.read(Files.readAllBytes(file));
            if (parsed.isPresent() && parsed.get().value() instanceof Map<?, ?> map) {
                found.add(Values.members(map));
            } else {
                LOG.log(Level.WARNING, "{0} is no transfer", file);
            }
        }
        return found;
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
