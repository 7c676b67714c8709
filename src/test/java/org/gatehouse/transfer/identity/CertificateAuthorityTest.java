package org.gatehouse.transfer.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static TransferKey key;
    private static String csr;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeRequest() throws IOException {
        key = TransferKey.generate();
        csr = key.csr("anything.example.com", List.of("evil.example.com"));
    }

    private CertificateAuthority authority() {
        return new CertificateAuthority(ca(), "cluster.example.com", Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Path ca() {
        return directory.resolve("transfers/ca");
    }

    @Test
    void itMakesItselfForItsOwnerAlone() throws Exception {
        X509Certificate certificate = authority().certificate();

        certificate.verify(certificate.getPublicKey());
        assertEquals(0, certificate.getBasicConstraints());
        assertTrue(certificate.getCriticalExtensionOIDs().containsAll(Set.of("2.5.29.19", "2.5.29.15")));
        boolean[] usage = certificate.getKeyUsage();
        assertTrue(usage[5] && usage[6] && !usage[0]);
        assertNotNull(certificate.getExtensionValue("2.5.29.14"));
        assertEquals(3, certificate.getVersion());
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(ca()));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(ca().resolve("key.pem")));
        assertEquals(certificate, authority().certificate());
    }

    @Test
    void aClientsCertificateSaysWhatTheAuthorityWants() throws Exception {
        CertificateAuthority authority = authority();
        X509Certificate issued = authority.issueClient(csr, "cluster.example.com", DAY);

        issued.verify(authority.certificate().getPublicKey());
        assertEquals("CN=cluster.example.com", issued.getSubjectX500Principal().getName());
        assertEquals(authority.certificate().getSubjectX500Principal(), issued.getIssuerX500Principal());
        assertEquals(key.publicKey(), issued.getPublicKey());
        assertEquals("SHA256withRSA", issued.getSigAlgName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), issued.getExtendedKeyUsage());
        assertEquals(-1, issued.getBasicConstraints());
        assertTrue(issued.getKeyUsage()[0]);
        assertEquals(null, issued.getSubjectAlternativeNames());
        assertEquals(NOW.minusSeconds(300), issued.getNotBefore().toInstant());
        assertEquals(NOW.plus(DAY), issued.getNotAfter().toInstant());
        assertArrayEquals(
                tail(authority.certificate().getExtensionValue("2.5.29.14")),
                tail(issued.getExtensionValue("2.5.29.35")));
    }

    private static byte[] tail(byte[] extension) {
        return Arrays.copyOfRange(extension, extension.length - 20, extension.length);
    }

    @Test
    void aServersCertificateHasItsNames() throws Exception {
        X509Certificate issued = authority()
                .issueServer(csr, "node1.example.com", List.of("node1.example.com", "192.0.2.1", "2001:db8::1"), DAY);

        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), issued.getExtendedKeyUsage());
        Collection<List<?>> names = issued.getSubjectAlternativeNames();
        assertEquals(
                Set.of("node1.example.com", "192.0.2.1", "2001:db8:0:0:0:0:0:1"),
                new HashSet<>(names.stream().map(name -> name.get(1)).toList()));
        assertThrows(IdentityException.class, () -> authority().issueServer(csr, "n", List.of("no name"), DAY));
        assertThrows(IdentityException.class, () -> authority().issueServer(csr, "n", List.of(), DAY));
    }

    @Test
    void nothingIsGoodForAWeek() throws Exception {
        CertificateAuthority authority = authority();

        assertThrows(IdentityException.class, () -> authority.issueClient(csr, "c", Duration.ofDays(7)));
        assertThrows(
                IdentityException.class,
                () -> authority.issueClient(csr, "c", Duration.ofDays(7).minusMinutes(5)));
        assertThrows(IdentityException.class, () -> authority.issueClient(csr, "c", Duration.ZERO));
        authority.issueClient(csr, "c", Duration.ofSeconds(604_000));
    }

    @Test
    void aRequestMustBeSignedWithItsOwnKey() {
        byte[] der = Base64.getMimeDecoder().decode(csr.replaceAll("-----[A-Z ]+-----", ""));
        der[der.length - 5] ^= 1;
        String broken = Pem.block("CERTIFICATE REQUEST", der);

        assertThrows(IdentityException.class, () -> authority().issueClient(broken, "c", DAY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN X-----\nMAA=\n-----END X-----\n"
            })
    void whatIsNoRequestIsRefusedWithAText(String text) {
        IdentityException refusal =
                assertThrows(IdentityException.class, () -> authority().issueClient(text, "c", DAY));
        assertFalse(refusal.getMessage().isEmpty());
    }

    @Test
    void weakKeysAreRefusedAndCurvesAreNot() throws Exception {
        assertThrows(IdentityException.class, () -> authority().issueClient(request("RSA", 1024), "c", DAY));
        authority().issueClient(request("EC", 256), "c", DAY);
    }

    private static String request(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        KeyPair pair = generator.generateKeyPair();
        return TransferKey.of(pair.getPrivate(), pair.getPublic()).csr("c", List.of());
    }

    @Test
    void aSerialThatWasTakenWhenItAllStoppedIsNeverTakenAgain() throws IOException {
        BigInteger first = authority().issueClient(csr, "c", DAY).getSerialNumber();
        CertificateAuthority stopping = new CertificateAuthority(ca(), "c", Clock.fixed(NOW, ZoneOffset.UTC), () -> {
            throw new IllegalStateException("killed");
        });

        assertThrows(IllegalStateException.class, () -> stopping.issueClient(csr, "c", DAY));
        BigInteger lost =
                new BigInteger(Files.readString(ca().resolve("serial")).strip(), 16);
        BigInteger next = authority().issueClient(csr, "c", DAY).getSerialNumber();

        assertTrue(lost.compareTo(first) > 0);
        assertTrue(next.compareTo(lost) > 0);
    }

    @Test
    void serialsGoOnWhenTheirFileIsLostAndWhenTheClockIsSetBack() throws IOException {
        BigInteger first = authority().issueClient(csr, "c", DAY).getSerialNumber();
        Clock earlier = Clock.fixed(NOW.minus(Duration.ofDays(2)), ZoneOffset.UTC);
        BigInteger second = new CertificateAuthority(ca(), "c", earlier)
                .issueClient(csr, "c", DAY)
                .getSerialNumber();
        Files.delete(ca().resolve("serial"));
        Clock later = Clock.fixed(NOW.plusMillis(5), ZoneOffset.UTC);
        BigInteger third = new CertificateAuthority(ca(), "c", later)
                .issueClient(csr, "c", DAY)
                .getSerialNumber();

        assertEquals(first.add(BigInteger.ONE), second);
        assertTrue(third.compareTo(second) > 0);
        assertTrue(third.toByteArray().length < 20 && third.signum() > 0);
    }

    @Test
    void serialsGoOnWithANewKey() throws Exception {
        CertificateAuthority authority = authority();
        X509Certificate old = authority.certificate();
        BigInteger before = authority.issueClient(csr, "c", DAY).getSerialNumber();
        Files.delete(ca().resolve("cert.pem"));
        Files.delete(ca().resolve("key.pem"));
        X509Certificate issued = authority.issueClient(csr, "c", DAY);

        assertTrue(issued.getSerialNumber().compareTo(before) > 0);
        assertNotEquals(old.getPublicKey(), authority.certificate().getPublicKey());
        issued.verify(authority.certificate().getPublicKey());
    }

    @Test
    void theMinimumRisesAboveAllThatWasIssued() throws IOException {
        CertificateAuthority authority = authority();
        assertEquals(BigInteger.ZERO, authority.minimumSerial());
        BigInteger before = authority.issueClient(csr, "c", DAY).getSerialNumber();
        BigInteger minimum = authority.raiseMinimum();
        BigInteger after = authority.issueClient(csr, "c", DAY).getSerialNumber();

        assertTrue(before.compareTo(minimum) < 0);
        assertTrue(after.compareTo(minimum) >= 0);
        assertEquals(minimum, authority().minimumSerial());
        Files.writeString(ca().resolve("minimum"), "");
        assertThrows(IOException.class, authority::minimumSerial);
    }

    @Test
    void anAuthorityOfWhichOneHalfIsAnothersIssuesNothing() throws IOException {
        authority().certificate();
        Files.writeString(ca().resolve("key.pem"), TransferKey.generate().pem());

        assertThrows(IOException.class, () -> authority().issueClient(csr, "c", DAY));
    }

    @Test
    void aKeyWithoutItsCertificateGetsANewOne() throws Exception {
        X509Certificate first = authority().certificate();
        Files.delete(ca().resolve("cert.pem"));

        assertEquals(first.getPublicKey(), authority().certificate().getPublicKey());
    }

    @Test
    void nobodyTakesAnotherThreadsSerial() throws Exception {
        Set<BigInteger> serials = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<BigInteger>> tasks = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                // Each its own object, as if they were several processes.
                tasks.add(() -> authority().issueClient(csr, "c", DAY).getSerialNumber());
            }
            for (var result : threads.invokeAll(tasks, 30, TimeUnit.SECONDS)) {
                assertTrue(serials.add(result.get()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Another process that takes serials. */
    static final class Taker {
        private Taker() {}

        /** Directory and number. */
        public static void main(String[] args) throws IOException {
            SerialNumbers serials = new SerialNumbers(Path.of(args[0]), Clock.fixed(NOW, ZoneOffset.UTC));
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                System.out.println(serials.next().toString(16));
            }
        }
    }

    @Test
    void nobodyTakesAnotherProcessesSerial() throws Exception {
        int number = 100;
        Collection<String> lines = new ConcurrentLinkedQueue<>();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Taker.class.getName(),
                            ca().toString(),
                            Integer.toString(number))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        for (Process process : processes) {
            process.inputReader().lines().forEach(lines::add);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }

        assertEquals(2 * number, lines.size());
        assertEquals(2 * number, new HashSet<>(lines).size());
    }
}
