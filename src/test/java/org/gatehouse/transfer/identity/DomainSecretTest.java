package org.gatehouse.transfer.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainSecretTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path directory;

    private Path file;
    private DomainSecret secret;

    @BeforeEach
    void writeSecret() throws IOException {
        file = directory.resolve("cluster-domain-secret");
        Files.writeString(file, SECRET + "\nwhat follows does not count\n");
        secret = new DomainSecret(file);
    }

    // hmac.new(SECRET, (salt + text).encode(), hashlib.sha1).hexdigest() in Python, as Ganeti does it.
    @Test
    void verifiesWhatGanetiSigns() throws IOException {
        assertTrue(secret.verify("1:Hi, I'm Ganeti", "0c81a2d852b1290c438c4e49aec30c768cfeec0d", "c3fbf514caba97b2"));
        assertTrue(secret.verify("disk/0:ü", "20d1abf160d8b973f1a828b55d01a2685290a2ba", "ab7990e6484fde5e"));
        assertTrue(secret.verify(
                "1:Hi, I'm Ganeti",
                "0c81a2d852b1290c438c4e49aec30c768cfeec0d".toUpperCase(Locale.ROOT),
                "c3fbf514caba97b2"));
    }

    @Test
    void refusesWhatWasChanged() throws IOException {
        Signed signed = secret.sign("a text");

        assertTrue(secret.verify("a text", signed.mac(), signed.salt()));
        assertFalse(secret.verify("another text", signed.mac(), signed.salt()));
        assertFalse(secret.verify("a text", signed.mac(), signed.salt() + "0"));
        assertFalse(secret.verify("a text", signed.mac().substring(1), signed.salt()));
        assertFalse(secret.verify("a text", "", ""));
        assertFalse(secret.verify("text", signed.mac(), signed.salt() + "a "));
    }

    @Test
    void saltsAreNew() throws IOException {
        assertEquals(16, secret.sign("x").salt().length());
        assertFalse(secret.sign("x").salt().equals(secret.sign("x").salt()));
    }

    @Test
    void aRenewedSecretCountsAtOnce() throws IOException {
        Signed signed = secret.sign("a text");
        Files.writeString(file, "another");

        assertFalse(secret.verify("a text", signed.mac(), signed.salt()));
    }

    @Test
    void thereIsNoSigningWithoutASecret() throws IOException {
        Files.writeString(file, "\n");
        assertThrows(IOException.class, () -> secret.sign("a text"));
        Files.delete(file);
        assertThrows(IOException.class, () -> secret.sign("a text"));
    }

    @Test
    void aNewSecretIsForItsOwnerAlone() throws IOException {
        Path fresh = directory.resolve("new/secret");
        DomainSecret made = new DomainSecret(fresh);
        made.provide();
        String first = Files.readString(fresh);
        made.provide();

        assertEquals(first, Files.readString(fresh));
        assertTrue(first.matches("[0-9a-f]{40}\n"), first);
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(fresh));
    }

    @Test
    void aSignedPemTextOpensWhateverItsSpelling() throws IOException {
        String csr = TransferKey.generate().csr("web1.example.com", List.of());
        String signed = secret.signPem(csr);

        assertTrue(signed.startsWith("X-Ganeti-Signature: "), signed);
        assertTrue(secret.isSigned(signed));
        assertFalse(secret.isSigned(csr));
        assertEquals(csr, secret.openPem(signed));
        assertEquals(csr, secret.openPem(signed.replace("\n", "\r\n")));
        assertEquals(csr, secret.openPem(signed.strip()));
        assertThrows(IdentityException.class, () -> secret.openPem(csr));
        // A header after the text does not count.
        assertThrows(
                IdentityException.class, () -> secret.openPem(csr + signed.substring(0, signed.indexOf('\n') + 1)));
        String other = TransferKey.generate().csr("web1.example.com", List.of());
        String forged = signed.substring(0, signed.indexOf("---")) + other;
        assertThrows(IdentityException.class, () -> secret.openPem(forged));
        assertThrows(IdentityException.class, () -> secret.openPem("X-Ganeti-Signature: a/b\n\nnothing"));
    }
}
