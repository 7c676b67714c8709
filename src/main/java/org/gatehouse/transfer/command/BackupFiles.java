package org.gatehouse.transfer.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.TransferKey;
import org.gatehouse.transfer.pull.FileTarget;
import org.gatehouse.transfer.pull.PullJournal;

/**
 * The files of one instance's backup, and the directory beside them with what it takes to go on: the key, the transfer as the
 * cluster described it, a journal for each disk. Nobody else may read that directory. One process at a time has it.
 */
final class BackupFiles implements AutoCloseable {
    private static final String KEY = "key.pem";
    private static final String TRANSFER = "transfer.json";
    private static final String LOCK = "lock";

    private final Path directory;
    private final Path state;
    private final String instance;
    private final FileChannel lock;

    BackupFiles(Path directory, String instance) throws IOException {
        this.directory = directory;
        this.instance = instance;
        this.state = directory.resolve("." + instance + ".gatehouse");
        Files.createDirectories(directory);
        if (!Files.isDirectory(state)) {
            Files.createDirectory(
                    state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        lock = FileChannel.open(state.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.tryLock();
        if (held == null) {
            lock.close();
            throw new IOException("another backup of " + instance + " is being written to " + directory);
        }
    }

    /** Forgets what was begun. */
    void clear() throws IOException {
        for (Path file : list()) {
            if (!file.getFileName().toString().equals(LOCK)) {
                Files.delete(file);
            }
        }
    }

    /** Removes what it takes to go on. */
    void remove() throws IOException {
        clear();
        Files.deleteIfExists(state.resolve(LOCK));
        Files.deleteIfExists(state);
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            return files.collect(Collectors.toList());
        }
    }

    /** The key of an earlier run. */
    Optional<TransferKey> key() throws IOException {
        try {
            Path file = state.resolve(KEY);
            return Files.exists(file) ? Optional.of(TransferKey.read(Files.readString(file))) : Optional.empty();
        } catch (IdentityException e) {
            throw new IOException("the key in " + state + " is broken", e);
        }
    }

    void keep(TransferKey key) throws IOException {
        write(state.resolve(KEY), key.pem());
    }

    /** What the cluster said in an earlier run. */
    Optional<Object> transfer() throws IOException {
        Path file = state.resolve(TRANSFER);
        return Files.exists(file) ? Json.read(Files.readAllBytes(file)).map(Json.Parsed::value) : Optional.empty();
    }

    void keep(Object transfer) throws IOException {
        write(state.resolve(TRANSFER), new String(Json.bytes(transfer), StandardCharsets.UTF_8));
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Path diskFile(int disk) {
        return directory.resolve(instance + "-disk" + disk + ".raw");
    }

    PullJournal journal(int disk) throws IOException {
        return PullJournal.open(state.resolve("disk" + disk + ".journal"));
    }

    /** The file of a disk, gone on with if the journal is not new. */
    FileTarget target(int disk, long size, PullJournal journal) throws IOException {
        Path file = diskFile(disk);
        if (!journal.isNew() && !FileTarget.isBegun(file) && Files.exists(file)) {
            // It was finished when another disk failed.
            Files.move(file, file.resolveSibling(file.getFileName() + ".part"), StandardCopyOption.ATOMIC_MOVE);
        }
        if (!journal.isNew() && !FileTarget.isBegun(file)) {
            throw new IOException(file + ".part, which was begun, is not there: start anew, without --resume");
        }
        return new FileTarget(file, size, journal.isNew());
    }

    void describe(Object description) throws IOException {
        Path file = directory.resolve(instance + ".json");
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, new String(Json.bytes(description), StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
