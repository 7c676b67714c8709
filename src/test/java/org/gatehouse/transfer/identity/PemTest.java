package org.gatehouse.transfer.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
    @TempDir
    Path directory;

    @Test
    void aKeyReadsAsItWasWritten() {
        TransferKey key = TransferKey.generate();
        TransferKey again = TransferKey.read(key.pem());

        assertEquals(key.privateKey(), again.privateKey());
        assertEquals(key.publicKey(), again.publicKey());
        assertEquals(key.pem(), again.pem());
    }

    @Test
    void certificatesReadAsTheyWereWritten() throws IOException {
        X509Certificate one = new CertificateAuthority(directory.resolve("1"), "a", Clock.systemUTC()).certificate();
        X509Certificate other = new CertificateAuthority(directory.resolve("2"), "b", Clock.systemUTC()).certificate();

        assertEquals(one, Pem.certificate(Pem.text(one)));
        assertEquals(List.of(one, other), Pem.certificates("words\n" + Pem.text(List.of(one, other))));
        assertEquals(one, Pem.certificate(TransferKey.generate().pem() + Pem.text(one)));
        assertTrue(Pem.text(one).lines().allMatch(line -> line.length() <= 64));
        assertEquals(64, Pem.fingerprint(one).length());
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThrows(IdentityException.class, () -> Pem.certificates(""));
        assertThrows(
                IdentityException.class,
                () -> Pem.certificate("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"));
        assertThrows(IdentityException.class, () -> Pem.privateKey("x"));
        assertThrows(
                IdentityException.class,
                () -> Pem.privateKey("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"));
        assertThrows(IdentityException.class, () -> Pem.certificates("x".repeat(Pem.MOST + 1)));
    }
}
