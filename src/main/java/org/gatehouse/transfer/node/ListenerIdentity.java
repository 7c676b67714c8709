package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.identity.TransferKey;

/**
 * The key and certificate of the transfer listener, in the files that the container watches: {@code tls/key.pem} and
 * {@code tls/cert.pem}, the certificate followed by its issuer's. For any number of threads.
 */
final class ListenerIdentity {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path directory;
    private final Supplier<String> url;
    private final ListenerProbe probe;

    /**
     * @param directory of the two files
     * @param url how clients reach the listener
     */
    ListenerIdentity(Path directory, Supplier<String> url, ListenerProbe probe) {
        this.directory = directory;
        this.url = url;
        this.probe = probe;
    }

    /** Who the listener is, and a request for a certificate with which it may say so. */
    synchronized Object identity(String node) throws IOException {
        List<X509Certificate> chain = chain();
        TransferKey key = key(chain);
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("csr", key.csr(node, List.of()));
        identity.put("url", url.get());
        identity.put(
                "expires",
                chain.isEmpty() ? 0L : chain.get(0).getNotAfter().toInstant().getEpochSecond());
        identity.put("issuer", issuer(chain));
        return identity;
    }

    /** Takes a certificate for the listener's key, with its issuer's after it; returns when the listener shows it. */
    synchronized Object certify(String pem) throws IOException, InterruptedException {
        List<X509Certificate> chain = Pem.certificates(pem);
        TransferKey key = key(chain());
        if (!chain.get(0).getPublicKey().equals(key.publicKey())) {
            throw new IOException("the certificate is for another key than the listener's");
        }
        if (Files.isSymbolicLink(keyFile())) {
            // The file that the link leads to may be replaced together with its own certificate.
            PrivateFiles.write(keyFile(), Files.readAllBytes(keyFile()));
        }
        PrivateFiles.write(certificateFile(), Pem.text(chain).getBytes(StandardCharsets.US_ASCII));
        probe.await(chain.get(0), PATIENCE);
        return null;
    }

    private Path keyFile() {
        return directory.resolve("key.pem");
    }

    private Path certificateFile() {
        return directory.resolve("cert.pem");
    }

    /** The digest of the certificate that issued the listener's; empty where that is not beside it. */
    private static String issuer(List<X509Certificate> chain) {
        if (chain.size() < 2) {
            return "";
        }
        try {
            chain.get(0).verify(chain.get(1).getPublicKey());
            return Pem.fingerprint(chain.get(1));
        } catch (GeneralSecurityException e) {
            return "";
        }
    }

    private List<X509Certificate> chain() throws IOException {
        try {
            return Pem.certificates(Files.readString(certificateFile(), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException | IdentityException e) {
            return List.of();
        }
    }

    /** The listener's key, which is made if there is none. */
    private TransferKey key(List<X509Certificate> chain) throws IOException {
        String text;
        try {
            text = Files.readString(keyFile(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            TransferKey key = TransferKey.generate();
            PrivateFiles.makeDirectory(directory);
            PrivateFiles.write(keyFile(), key.pem().getBytes(StandardCharsets.US_ASCII));
            return key;
        }
        try {
            PrivateKey key = Pem.privateKey(text);
            if (key instanceof RSAPrivateCrtKey) {
                return TransferKey.read(text);
            }
            PublicKey other = chain.stream()
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no certificate for the key in " + keyFile()))
                    .getPublicKey();
            return TransferKey.of(key, other);
        } catch (IdentityException e) {
            throw new IOException("the listener's key in " + keyFile() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
