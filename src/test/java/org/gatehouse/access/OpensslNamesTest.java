package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code openssl x509} prints of a certificate, pasted into a rule, matches that certificate. */
class OpensslNamesTest {
    private static final List<String> NOTATIONS =
            List.of("", "RFC2253", "oneline,utf8,-esc_msb", "RFC2253,oid", "oneline,lname");

    @TempDir
    private Path directory;

    @BeforeEach
    void findOpenssl() throws Exception {
        assumeTrue(Path.of("/usr/bin/openssl").toFile().canExecute(), "no openssl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/C=CH/ST=Bern/L=Bern/O=Example/OU=Unit/CN=ci",
                "/GN=Ada/SN=Lovelace/initials=A/title=Dr/name=Ada L/generationQualifier=III/pseudonym=ada",
                "/street=Main 1/postalCode=3000/postOfficeBox=12/description=a, b; c/businessCategory=Private Organization",
                "/jurisdictionC=CH/jurisdictionST=Bern/jurisdictionL=Thun/serialNumber=CHE-1/organizationIdentifier=VATCH-1",
                "/DC=org/DC=example/UID=ci/emailAddress=ci@example.org/unstructuredName=host/dnQualifier=q",
                "/uid=abc/mail=a@b/telephoneNumber=1/role=x/x500UniqueIdentifier=ab/dmdName=d/houseIdentifier=h",
                "/1.2.3.4=odd/2.5.4.3=ci/1.3.6.1.4.1.99999.1=value with blanks",
                "/CN=a+UID=b/O=x+OU=y+L=z",
                "/CN=\u00fcml\u00e4ut \u65e5\u672c \ud83d\ude00/O=J\u00fcrgen, S\u00f6hne",
                "/CN=ci /O= x/OU=  both  ",
                "/CN=#hash/O=a=b/OU=a,b\\+c\"d\\\\e<f>g;h",
                "/CN=star*/O=\"quoted\"/OU=->",
                "/CN=a -> b; issuer CN=x/O=a;b"
            })
    void whatItPrintsMatches(String subject) throws Exception {
        X509Certificate certificate = issue(subject);
        String fingerprint = print("", "-fingerprint").get(0);
        for (String notation : NOTATIONS) {
            List<String> names = print(notation, "-subject", "-issuer");
            if (notation.isEmpty() && isAmbiguous(subject, names.get(0))) {
                continue;
            }
            String subjectName = names.get(0).substring("subject=".length());
            String issuerName = names.get(1).substring("issuer=".length());
            for (String condition : List.of(
                    names.get(0),
                    names.get(1),
                    "subject " + subjectName,
                    "subject-dn " + subjectName,
                    "issuer-dn " + issuerName,
                    "subject-dn " + subjectName + " ; " + names.get(1) + ";fingerprint " + fingerprint)) {
                List<String> warnings = new ArrayList<>();
                RulesFile rules = RulesFile.parse((condition + " -> @admin").getBytes(UTF_8), warnings::add);
                assertEquals(List.of(), warnings, condition);
                assertTrue(
                        rules.findCaller(new CertificateFacts(certificate)).isPresent(), notation + ": " + condition);
            }
        }
    }

    /** From 3.2 on, what openssl prints by default neither quotes nor escapes anything: only simple names can be read. */
    private static boolean isAmbiguous(String subject, String printed) {
        return !printed.contains(" = ") && subject.matches(".*(= | /| $|[,;#<>\"\\\\]).*");
    }

    private X509Certificate issue(String subject) throws Exception {
        run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-utf8",
                "-multivalue-rdn",
                "-subj",
                subject,
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem",
                "-days",
                "2",
                "-sha256");
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(directory.resolve("cert.pem"))));
    }

    private List<String> print(String notation, String... what) throws Exception {
        List<String> words = new ArrayList<>(List.of("x509", "-noout", "-sha256", "-in", "cert.pem"));
        words.addAll(List.of(what));
        if (!notation.isEmpty()) {
            words.addAll(List.of("-nameopt", notation));
        }
        return run(words.toArray(String[]::new)).lines().toList();
    }

    private String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(words));
        Path out = directory.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        String printed = Files.readString(out);
        assertEquals(0, process.exitValue(), printed);
        return printed;
    }
}
