package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.identity.TransferKey;

/** The private keys of imports, each in a file of its own, which never leave the node. For any number of threads. */
final class ImportKeys {
    private static final String SUFFIX = ".pem";

    private final Path directory;
    private final Executor threads;

    /** For the next import, made while nobody waits for it: that takes a moment. */
    private Optional<CompletableFuture<TransferKey>> next = Optional.empty();

    /** Keeps them in {@code directory}, and makes some on {@code threads}. */
    ImportKeys(Path directory, Executor threads) {
        this.directory = directory;
        this.threads = threads;
    }

    /** A request for a certificate for the key of this import, which is made the first time. */
    synchronized Object request(String name, String commonName) throws IOException {
        TransferKey key;
        try {
            key = read(name);
        } catch (NoSuchFileException e) {
            key = fresh();
            PrivateFiles.makeDirectory(directory);
            PrivateFiles.write(file(name), key.pem().getBytes(StandardCharsets.US_ASCII));
        }
        return Map.of("csr", key.csr(commonName, List.of()));
    }

    private TransferKey fresh() {
        Optional<CompletableFuture<TransferKey>> made = next;
        try {
            next = Optional.of(CompletableFuture.supplyAsync(TransferKey::generate, threads));
        } catch (RejectedExecutionException e) {
            next = Optional.empty();
        }
        return made.map(CompletableFuture::join).orElseGet(TransferKey::generate);
    }

    TransferKey read(String name) throws IOException {
        return TransferKey.read(Files.readString(file(name), StandardCharsets.US_ASCII));
    }

    synchronized void destroy(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** The names of the keys that were made before this time. */
    List<String> olderThan(Instant time) throws IOException {
        List<String> old = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                    String name = file.getFileName().toString();
                    old.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return old;
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}
