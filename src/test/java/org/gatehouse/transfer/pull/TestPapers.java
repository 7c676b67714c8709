package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.TransferKey;

/** An authority, and what the two ends of a transfer have of it. */
public final class TestPapers {
    private final CertificateAuthority authority;
    private final SSLContext server;
    private final SSLContext client;

    public TestPapers(Path directory) {
        this(directory, List.of("localhost", "127.0.0.1"));
    }

    public TestPapers(Path directory, List<String> names) {
        try {
            authority = new CertificateAuthority(directory, "cluster.example.com", Clock.systemUTC());
            TransferKey serverKey = TransferKey.generate();
            X509Certificate serverLeaf = authority.issueServer(
                    serverKey.csr("node1.example.com", names), "node1.example.com", names, Duration.ofDays(1));
            server = PullTls.context(serverKey.privateKey(), List.of(serverLeaf), authority.certificate());
            TransferKey clientKey = TransferKey.generate();
            X509Certificate clientLeaf = authority.issueClient(
                    clientKey.csr("node2.example.com", List.of()), "cluster.example.com", Duration.ofDays(1));
            client = PullTls.context(clientKey.privateKey(), List.of(clientLeaf), authority.certificate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public CertificateAuthority authority() {
        return authority;
    }

    public SSLContext server() {
        return server;
    }

    public SSLContext client() {
        return client;
    }
}
