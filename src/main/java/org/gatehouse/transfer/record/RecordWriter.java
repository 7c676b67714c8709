package org.gatehouse.transfer.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.transfer.identity.PrivateFiles;

/**
 * Writes and removes the records that {@link RecordFiles} reads, signed with the node's key. A record is there as a whole or
 * not at all, whenever the machine stops. For any number of threads.
 */
public final class RecordWriter {
    private final Path directory;
    private final PrivateKey key;

    /** The directory is made, for the owner alone, when the first record is written. {@code key} is an RSA one. */
    public RecordWriter(Path directory, PrivateKey key) {
        this.directory = directory;
        this.key = key;
    }

    /** Writes a record; it holds as soon as this returns. */
    public void write(TransferRecord record) throws IOException {
        PrivateFiles.makeDirectory(directory);
        boolean block = !Files.isRegularFile(Path.of(record.path()));
        byte[] bytes = RecordForm.write(record, block);
        RecordPlace place = RecordPlace.of(directory, record.id());
        // The signature comes first: where there is a record, there is its signature.
        PrivateFiles.write(place.signature(), (sign(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(place.record(), bytes);
    }

    /** Removes a record, if it is there. */
    public void remove(TransferId id) throws IOException {
        RecordPlace place = RecordPlace.of(directory, id);
        Files.deleteIfExists(place.record());
        Files.deleteIfExists(place.signature());
    }

    /** Removes the records that have lost their sense; those that cannot be read are asked about with their id alone. */
    public void removeIf(Predicate<TransferId> pointless) throws IOException {
        for (TransferId id : ids()) {
            if (pointless.test(id)) {
                remove(id);
            }
        }
    }

    /** The ids of all records. */
    public List<TransferId> ids() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(RecordPlace.RECORD))
                    .map(name -> name.substring(0, name.length() - RecordPlace.RECORD.length()))
                    .flatMap(name -> TransferId.parse(name).stream())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private String sign(byte[] bytes) throws IOException {
        try {
            Signature signature = Signature.getInstance(RecordPlace.ALGORITHM);
            signature.initSign(key);
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException("the node's key does not sign: " + e.getMessage(), e);
        }
    }
}
