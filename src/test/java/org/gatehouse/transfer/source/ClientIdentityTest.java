package org.gatehouse.transfer.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.TransferKey;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientIdentityTest {
    private static final Optional<String> WRONG = Optional.of("the certificate is not this transfer's");
    private static final TransferKey KEY = TransferKey.generate();

    @TempDir
    private Path directory;

    private CertificateAuthority authority;
    private CertificateAuthority other;
    private X509Certificate client;

    @BeforeEach
    void issue() throws IOException {
        authority = new CertificateAuthority(directory.resolve("ca"), "one.example.com", Clock.systemUTC());
        other = new CertificateAuthority(directory.resolve("other"), "one.example.com", Clock.systemUTC());
        client = issue(authority);
    }

    @Test
    void theOneThatTheRecordNamesIsRight() throws IOException {
        assertEquals(Optional.empty(), check(remote(client), client));
    }

    @Test
    void anotherOfTheSameAuthorityIsWrong() throws IOException {
        X509Certificate second = issue(authority);

        assertEquals(WRONG, check(remote(client), second));
        // Everything else fits.
        assertEquals(WRONG, check(record(false, hex(second), Pem.fingerprint(client), authority), second));
        assertEquals(WRONG, check(record(false, hex(client), Pem.fingerprint(second), authority), second));
    }

    @Test
    void oneOfAnAuthorityWithTheSameNameIsWrong() throws IOException {
        X509Certificate foreign = issue(other);

        assertEquals(WRONG, check(record(false, hex(foreign), Pem.fingerprint(foreign), authority), foreign));
        assertEquals(Optional.empty(), check(record(false, hex(foreign), Pem.fingerprint(foreign), other), foreign));
    }

    @Test
    void oneThatLivesTooLongIsWrong() throws IOException {
        X509Certificate own = other.certificate();

        assertEquals(WRONG, check(record(false, hex(own), Pem.fingerprint(own), other), own));
    }

    @Test
    void timeCounts() throws IOException {
        TransferRecord record = remote(client);

        assertTrue(at(client.getNotAfter().toInstant().plusSeconds(1), record)
                .orElseThrow()
                .contains("expired"));
        assertTrue(at(client.getNotBefore().toInstant().minusSeconds(1), record)
                .orElseThrow()
                .contains("not valid yet"));
        assertEquals(Optional.of("the transfer has expired"), at(record.notAfter(), record));
    }

    @Test
    void aFingerprintAloneIsEnoughIfTheRecordSaysSo() throws IOException {
        X509Certificate own = other.certificate();
        TransferRecord record = record(false, "0", Pem.fingerprint(own), null);

        assertEquals(Optional.empty(), check(record, own));
        assertEquals(WRONG, check(record, client));
    }

    @Test
    void insideTheClusterTheNodesCertificatesAreRight() throws IOException {
        X509Certificate node = authority.certificate();
        TransferRecord record = record(true, "0", null, null);

        assertEquals(Optional.empty(), ClientIdentity.findObjection(record, node, Optional.of(node), Instant.now()));
        assertEquals(Optional.empty(), ClientIdentity.findObjection(record, client, Optional.of(node), Instant.now()));
        assertEquals(WRONG, ClientIdentity.findObjection(record, issue(other), Optional.of(node), Instant.now()));
        assertEquals(WRONG, ClientIdentity.findObjection(record, node, Optional.empty(), Instant.now()));
        assertEquals(
                WRONG,
                ClientIdentity.findObjection(
                        record(true, "0", Pem.fingerprint(node), null), client, Optional.of(node), Instant.now()));
    }

    @Test
    void aRecordThatNamesNobodyIsForNobody() throws IOException {
        assertEquals(WRONG, check(record(false, hex(client), null, authority), client));
        assertEquals(WRONG, check(record(false, hex(client), null, null), client));
    }

    private static Optional<String> check(TransferRecord record, X509Certificate certificate) {
        return ClientIdentity.findObjection(record, certificate, Optional.empty(), Instant.now());
    }

    private Optional<String> at(Instant now, TransferRecord record) {
        return ClientIdentity.findObjection(record, client, Optional.empty(), now);
    }

    private static X509Certificate issue(CertificateAuthority authority) throws IOException {
        return authority.issueClient(KEY.csr("client", List.of()), "client.example.com", Duration.ofHours(1));
    }

    private static String hex(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    private TransferRecord remote(X509Certificate certificate) throws IOException {
        return record(false, hex(certificate), Pem.fingerprint(certificate), authority);
    }

    private static TransferRecord record(
            boolean local, String serial, String fingerprint, CertificateAuthority authority) throws IOException {
        TransferId id = new TransferId((local ? "l-" : "r-") + serial + "-" + "0".repeat(32)
                + "-00000000-0000-0000-0000-000000000000-0-0123456789abcdef");
        return new TransferRecord(
                id,
                local,
                serial,
                Optional.ofNullable(fingerprint),
                authority == null ? Optional.empty() : Optional.of(Pem.text(authority.certificate())),
                "/disk",
                0,
                List.of("identity"),
                1,
                Instant.now().plus(Duration.ofDays(2)),
                Instant.now(),
                "node",
                "instance",
                0);
    }
}
