package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The cluster's certificate authority for transfers, in a directory of its own: {@code cert.pem}, {@code key.pem},
 * {@code serial}, {@code minimum}. It makes itself at its first use. Whoever administers the cluster may put another key and
 * certificate there, those of an intermediate authority of somebody else's, say; the serial goes on. What it issues is good for
 * less than a week. Several processes may use one directory; calls block for a moment. For any number of threads.
 */
public final class CertificateAuthority {
    /** What it issues is good for less than this, from the allowance for slow clocks on. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** How far the clock of whoever looks at a certificate may be behind. */
    static final Duration SLOW_CLOCKS = Duration.ofMinutes(5);

    private final Path directory;
    private final String name;
    private final Clock clock;
    private final SerialNumbers serials;
    private final Runnable beforeSigning;

    /**
     * @param directory made for the owner alone, if it is not there
     * @param name of the cluster, for the authority's subject
     */
    public CertificateAuthority(Path directory, String name, Clock clock) {
        this(directory, name, clock, () -> {});
    }

    /** For tests: {@code beforeSigning} runs when the serial has been taken and nothing is signed yet. */
    CertificateAuthority(Path directory, String name, Clock clock, Runnable beforeSigning) {
        this.directory = directory;
        this.name = name;
        this.clock = clock;
        this.serials = new SerialNumbers(directory, clock);
        this.beforeSigning = beforeSigning;
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() throws IOException {
        return pair().certificate();
    }

    /**
     * Issues a certificate for a client.
     *
     * @param csrPem of it only the public key is taken, after a look at its signature
     * @param commonName of the subject: the cluster's name, or a node's
     * @param lifetime from now on; at least a second, at most what keeps it under a week
     * @throws IdentityException if the request or the lifetime is wrong; the message is for the caller
     */
    public X509Certificate issueClient(String csrPem, String commonName, Duration lifetime) throws IOException {
        return issue(Leaf.client(Requests.publicKey(csrPem), commonName), lifetime);
    }

    /** Issues a certificate for a server with these host names and addresses; the rest is as with clients. */
    public X509Certificate issueServer(String csrPem, String commonName, List<String> names, Duration lifetime)
            throws IOException {
        return issue(Leaf.server(Requests.publicKey(csrPem), commonName, names), lifetime);
    }

    /** The least serial that is still accepted. */
    public BigInteger minimumSerial() throws IOException {
        return serials.minimum();
    }

    /** Has nothing accepted any more that was issued so far; for after a key was lost to somebody. Answers the new minimum. */
    public BigInteger raiseMinimum() throws IOException {
        return serials.raiseMinimum();
    }

    private X509Certificate issue(Leaf leaf, Duration lifetime) throws IOException {
        Instant now = clock.instant();
        Instant from = now.minus(SLOW_CLOCKS);
        Instant to = now.plus(lifetime);
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
                || Duration.between(from, to).compareTo(LONGEST) >= 0) {
            throw new IdentityException("a certificate is good for at least a second and less than a week");
        }
        Pair pair = pair();
        if (to.isAfter(pair.certificate().getNotAfter().toInstant())) {
            throw new IOException("the certificate authority in " + directory + " ends "
                    + pair.certificate().getNotAfter().toInstant()
                    + ": remove its cert.pem and key.pem, and it is renewed");
        }
        BigInteger serial = serials.next();
        beforeSigning.run();
        return leaf.sign(pair.key(), pair.certificate(), serial, from, to);
    }

    private record Pair(TransferKey key, X509Certificate certificate) {}

    private Pair pair() throws IOException {
        try {
            return read();
        } catch (NoSuchFileException e) {
            return serials.alone(this::make);
        }
    }

    /** The key comes first, so that where there is a certificate, there is its key. */
    private Pair make() throws IOException {
        Path keyFile = directory.resolve("key.pem");
        Path certificateFile = directory.resolve("cert.pem");
        if (Files.exists(certificateFile)) {
            return read();
        }
        TransferKey key;
        if (Files.exists(keyFile)) {
            key = TransferKey.read(Files.readString(keyFile));
        } else {
            key = TransferKey.generate();
            PrivateFiles.write(keyFile, key.pem().getBytes(StandardCharsets.US_ASCII));
        }
        X509Certificate certificate = Leaf.authority(key, name, serials.next(), clock.instant());
        PrivateFiles.write(certificateFile, Pem.text(certificate).getBytes(StandardCharsets.US_ASCII));
        return new Pair(key, certificate);
    }

    private Pair read() throws IOException {
        X509Certificate certificate;
        TransferKey key;
        try {
            certificate = Pem.certificate(Files.readString(directory.resolve("cert.pem")));
            PublicKey half = certificate.getPublicKey();
            key = TransferKey.of(Pem.privateKey(Files.readString(directory.resolve("key.pem"))), half);
        } catch (IdentityException e) {
            throw new IOException("the certificate authority in " + directory + " is broken: " + e.getMessage(), e);
        }
        if (certificate.getBasicConstraints() < 0) {
            throw new IOException("the certificate in " + directory + " is no certificate authority's");
        }
        return new Pair(key, certificate);
    }
}
