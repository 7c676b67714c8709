package org.gatehouse.transfer.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.access.FreshFile;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;

/**
 * The records in a directory, each in a file {@code ID.json} beside its signature {@code ID.sig}. Nothing of a record is
 * looked at before its signature is found to be by the node's key (RSA, PKCS #1 v1.5, SHA-256). Each is read anew whenever
 * it is asked for: one that was removed is gone at once. The node's certificate is read again when its file changes. For
 * any number of threads.
 */
public final class RecordFiles implements TransferRecords {
    private static final int MOST_RECORD = 256 << 10;
    private static final int MOST_SIGNATURE = 16 << 10;
    private static final int MOST_CERTIFICATE = 256 << 10;

    private final Path directory;
    private final FreshFile<Optional<PublicKey>> key;
    private final Predicate<String> nodes;

    /**
     * @param directory of the records
     * @param certificate PEM file with the node's certificate; a key in it is not looked at
     * @param nodes whether a node UUID is one that this process gives disks out for
     */
    public RecordFiles(Path directory, Path certificate, Predicate<String> nodes) {
        this.directory = directory;
        this.key = new FreshFile<>(certificate, MOST_CERTIFICATE, content -> content.flatMap(RecordFiles::publicKey));
        this.nodes = nodes;
    }

    @Override
    public Optional<TransferRecord> find(TransferId id) throws RecordException {
        RecordPlace place = RecordPlace.of(directory, id);
        Optional<byte[]> record = read(place.record(), MOST_RECORD);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        byte[] signature = read(place.signature(), MOST_SIGNATURE)
                .orElseThrow(() -> new RecordException("the record has no signature", null));
        verify(record.get(), signature);
        TransferRecord found = RecordForm.read(id, record.get());
        if (!nodes.test(found.node())) {
            throw new RecordException("the record is another node's: " + found.node(), null);
        }
        return Optional.of(found);
    }

    private void verify(byte[] record, byte[] base64) throws RecordException {
        PublicKey by = key.get()
                .orElseThrow(
                        () -> new RecordException("the node's certificate cannot be read, or has no RSA key", null));
        try {
            Signature signature = Signature.getInstance(RecordPlace.ALGORITHM);
            signature.initVerify(by);
            signature.update(record);
            if (!signature.verify(Base64.getMimeDecoder().decode(base64))) {
                throw new RecordException("the record's signature is not by this node's key", null);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new RecordException("the record's signature cannot be checked: " + e.getMessage(), e);
        }
    }

    private static Optional<byte[]> read(Path file, int most) throws RecordException {
        // What is no plain file is not opened: opening a pipe would wait.
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RecordException(file.getFileName() + " is no plain file", null);
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new RecordException(file.getFileName() + " is too long", null);
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RecordException(file.getFileName() + " cannot be read: " + e, e);
        }
    }

    private static Optional<PublicKey> publicKey(byte[] file) {
        try {
            PublicKey key = Pem.certificate(new String(file, StandardCharsets.ISO_8859_1))
                    .getPublicKey();
            return key.getAlgorithm().equals("RSA") ? Optional.of(key) : Optional.empty();
        } catch (IdentityException e) {
            return Optional.empty();
        }
    }
}
