package org.gatehouse.transfer.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in the forms that the real openssl writes, where it is installed. */
class PemStoresTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void openssl() {
        assumeTrue(
                Stream.of("/usr/bin/openssl", "/usr/local/bin/openssl").anyMatch(each -> Files.exists(Path.of(each))));
    }

    private static Path openssl(String to, String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve(to);
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(out.toFile())
                .directory(directory.toFile())
                .start();
        assertEquals(0, process.waitFor(), List.of(arguments).toString());
        return out;
    }

    /** Makes NAME.key and NAME.pem. */
    private static Path pair(String name, String... key) throws IOException, InterruptedException {
        openssl(
                name + ".log",
                Stream.of(
                                Stream.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=" + name),
                                Stream.of("-out", name + ".pem", "-keyout", name + ".key", "-newkey"),
                                Stream.of(key))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
        return directory.resolve(name + ".pem");
    }

    private static Path joined(String to, byte[]... parts) throws IOException {
        Path file = directory.resolve(to);
        Files.deleteIfExists(file);
        Files.createFile(file);
        for (byte[] part : parts) {
            Files.write(file, part, StandardOpenOption.APPEND);
        }
        return file;
    }

    private static String shown(Path certificate, Path key) throws IOException, GeneralSecurityException {
        for (KeyManager keys : PemStores.keys(certificate, key)) {
            X509KeyManager manager = (X509KeyManager) keys;
            for (String type : List.of("RSA", "EC", "RSASSA-PSS", "EdDSA")) {
                String[] aliases = manager.getClientAliases(type, new Principal[0]);
                if (aliases != null) {
                    return manager.getCertificateChain(aliases[0])[0]
                            .getSubjectX500Principal()
                            .getName();
                }
            }
        }
        return "none";
    }

    @Test
    void everyFormOfKeyIsRead() throws Exception {
        Path rsa = pair("rsa", "rsa:2048");
        Path key = directory.resolve("rsa.key");
        String text = Files.readString(key);
        assertEquals("CN=rsa", shown(rsa, key));
        assertEquals("CN=rsa", shown(rsa, openssl("1", "rsa", "-traditional", "-in", "rsa.key")));
        assertEquals("CN=rsa", shown(rsa, openssl("2", "pkey", "-text", "-in", "rsa.key")));
        assertEquals("CN=rsa", shown(openssl("3", "x509", "-text", "-in", "rsa.pem"), key));
        assertEquals("CN=rsa", shown(openssl("4", "x509", "-trustout", "-in", "rsa.pem"), key));
        byte[] windows = ("\ufeff" + text.replace("\n", " \r\n")).getBytes(StandardCharsets.UTF_8);
        assertEquals("CN=rsa", shown(rsa, joined("5", windows)));
        Path ec = pair("ec", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1");
        assertEquals("CN=ec", shown(ec, directory.resolve("ec.key")));
        Path sec1 = openssl("6", "ec", "-in", "ec.key");
        assertEquals("CN=ec", shown(ec, sec1));
        Path parameters = openssl("7", "ecparam", "-name", "secp384r1");
        assertEquals("CN=ec", shown(ec, joined("8", Files.readAllBytes(parameters), Files.readAllBytes(sec1))));
        assertEquals("CN=ed", shown(pair("ed", "ed25519"), directory.resolve("ed.key")));
        assertEquals(
                "CN=pss",
                shown(pair("pss", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"), directory.resolve("pss.key")));
        // The leaf is the one that the key belongs to.
        assertEquals("CN=rsa", shown(joined("9", Files.readAllBytes(ec), Files.readAllBytes(rsa)), key));

        refused(ec, key, "does not belong to the certificate in");
        refused(rsa, openssl("10", "pkcs8", "-topk8", "-passout", "pass:x", "-in", "rsa.key"), "is encrypted");
        refused(
                rsa,
                openssl("11", "rsa", "-traditional", "-aes128", "-passout", "pass:x", "-in", "rsa.key"),
                "is encrypted");
        refused(rsa, rsa, "there is no private key");
        refused(key, key, "there is no certificate");
    }

    private static void refused(Path certificate, Path key, String why) {
        String message = assertThrows(GeneralSecurityException.class, () -> PemStores.keys(certificate, key))
                .getMessage();
        assertTrue(message.contains(why) && message.contains(directory.toString()), message);
    }
}
