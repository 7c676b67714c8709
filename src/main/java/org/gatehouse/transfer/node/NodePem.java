package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.identity.SelfSigned;
import org.gatehouse.transfer.identity.TransferKey;

/**
 * A PEM file with a node's certificate and its key, as Ganeti's {@code server.pem} is; read anew for each use. For any number
 * of threads.
 */
public final class NodePem {
    private final Path file;

    /** The file, which need not be there yet. */
    public NodePem(Path file) {
        this.file = file;
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** Makes a new key and a certificate that it signs itself, for the owner alone, unless the file is there. */
    public void provide(String commonName) throws IOException {
        if (Files.notExists(file)) {
            TransferKey key = TransferKey.generate();
            String text = key.pem() + Pem.text(SelfSigned.certificate(key, commonName));
            PrivateFiles.makeDirectory(file.toAbsolutePath().getParent());
            PrivateFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The certificate, if it can be read. */
    public Optional<X509Certificate> findCertificate() {
        try {
            return Optional.of(chain().get(0));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<X509Certificate> chain() throws IOException {
        try {
            return Pem.certificates(text());
        } catch (IdentityException e) {
            throw new IOException("the node's certificate in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The key. */
    public PrivateKey key() throws IOException {
        try {
            return Pem.privateKey(text());
        } catch (IdentityException e) {
            throw new IOException("the node's key in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String text() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
