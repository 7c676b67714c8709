package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesFileTest {
    // The SHA-256 of "CN=ci", which is what FakeCertificate gives as its encoding.
    private static final String FINGERPRINT = new CertificateFacts(FakeCertificate.of("CN=ci")).fingerprint();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject CN=ci | CN=ci",
                "subject cn=ci | CN=ci,O=Example",
                "subject CN=backup-*, O=Example | CN=backup-7,OU=x,O=Example",
                "subject O=Example,CN=ci | CN=ci,O=Example",
                "subject CN=* | CN=any,O=Example",
                "subject CN=a*b*c | CN=aXbYc",
                "subject CN=a*b*c | CN=abc",
                "subject DC=cern | CN=ci,DC=cern,DC=ch",
                "subject CN=a\\,b\\;c\\> | CN=\"a,b;c>\"",
                "subject CN=\"a;b -> c\" | CN=\"a;b -> c\"",
                "subject EMAILADDRESS=*@example.com | EMAILADDRESS=me@example.com,CN=x",
                "subject CN=a+UID=b | UID=b+CN=a,O=Example",
                "subject CN=a | UID=b+CN=a,O=Example",
                "subject UID=* | UID=b,CN=a",
                "subject CN=J\u00fcrgen* | CN=J\u00fcrgen M",
                "subject-dn CN=*,O=Example | CN=ci,O=Example",
                "subject-dn cn=ci, o=Example | CN=ci,O=Example",
                "subject-dn O = Example, CN = * | CN=ci,O=Example",
                "subject=O = Example, CN = ci | CN=ci,O=Example",
                "subject-dn subject=CN=ci,O=Example | CN=ci,O=Example",
                "issuer=CN = Site CA | CN=ci",
                "subject CN = \"a, b\" + UID = c, O = X | UID=c+CN=\"a, b\",O=X",
                "subject 2.5.4.3=ci | CN=ci",
                "subject OID.2.5.4.3=ci | CN=ci",
                "issuer CN=Site CA | CN=ci",
                "issuer-dn CN=Site CA,O=Example; subject CN=ci | CN=ci"
            })
    void aRuleMatches(String conditions, String subject) throws BrokenFileException {
        assertTrue(find(conditions + " -> @admin", subject).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject CN=ci | CN=CI",
                "subject-dn CN=*,O=Example | C=x,CN=a,O=Example",
                "subject-dn CN=*,O=Example,C=CH | O=Example,CN=a,C=CH",
                "subject CN=ci | CN=ci2",
                "subject CN=ci | OU=ci",
                "subject CN=ci, O=Example | CN=ci",
                // One attribute that holds what looks like several.
                "subject O=admin | CN=\"x,O=admin\"",
                "subject O=admin | CN=\"x+O=admin\"",
                "subject O=admin | CN=\"x\\\\,O=admin\"",
                "subject CN=ci,O=Example | CN=\"ci,O=Example\"",
                "subject-dn CN=*,O=Example | CN=\"a,O=Example\"",
                "subject-dn CN=*,O=Example | CN=a,OU=b,O=Example",
                "subject-dn CN=*,O=Example | CN=a+UID=b,O=Example",
                "subject-dn CN=a*+CN=*a | CN=a+O=x",
                "subject-dn CN=* | CN=a,O=Example",
                "subject CN=a+UID=b | CN=a,UID=b",
                "subject CN=a.c | CN=abc",
                "subject CN=ci\\00 | CN=ci",
                "subject CN=ci; issuer CN=Other CA | CN=ci",
                "issuer-dn CN=Site CA | CN=ci",
                "issuer CN=ci | CN=ci"
            })
    void aRuleDoesNotMatch(String conditions, String subject) throws BrokenFileException {
        assertEquals(Optional.empty(), find(conditions + " -> @admin", subject));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject CN=ci\\ ",
                "subject CN=ci\\ , O=x",
                "subject O=x,CN=ci\\  ",
                "subject CN=ci\\ ;subject CN=ci\\ ; issuer CN=Site CA",
                "subject CN = \"ci \"",
                "subject CN=ci\\20",
                "subject CN=#1303636920"
            })
    void blanksThatAreEscapedCount(String conditions) throws BrokenFileException {
        assertTrue(find(conditions + " -> @admin", "CN=ci\\ ,O=x").isPresent());
        assertTrue(find(conditions + " -> @admin", "CN=ci,O=x").isEmpty());
    }

    @Test
    void theFirstMatchDecides() throws BrokenFileException {
        String file = "# who may\n\nsubject CN=ci -> jobs.query\r\nsubject CN=* -> name=guest @readonly\n";

        Caller first = find(file, "CN=ci").orElseThrow();
        Caller second = find(file, "CN=other").orElseThrow();

        assertFalse(first.may(Permission.INSTANCES_QUERY));
        assertTrue(second.may(Permission.INSTANCES_QUERY));
        assertEquals("guest", second.name());
        assertEquals(Authentication.CERTIFICATE, second.authentication());
    }

    @Test
    void aFingerprintMeansOneCertificate() throws BrokenFileException {
        String colons = FINGERPRINT.toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?!$)", "$1:");

        for (String spelling : new String[] {FINGERPRINT, colons}) {
            String file = "fingerprint sha256:" + spelling + " -> @admin";
            assertTrue(find(file, "CN=ci").isPresent());
            assertTrue(find(file, "CN=ci2").isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@admin | CN=ci,O=Example | ci",
                "@admin | CN=last,CN=first,O=Example | last",
                "@admin | O=Example,C=CH | O=Example,C=CH",
                "name=robot @admin | CN=ci | robot",
                "name=\"the robot\" @admin, -jobs.cancel | CN=ci | the robot"
            })
    void theCallerHasAName(String result, String subject, String name) throws BrokenFileException {
        assertEquals(
                name,
                find("subject O=* -> " + result + "\nsubject CN=* -> " + result, subject)
                        .orElseThrow()
                        .getName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject CN=ci | a rule is 'conditions -> grants'",
                "subject CN=ci -> @admin -> @admin | a rule is 'conditions -> grants'",
                "-> @admin | a condition is missing",
                "subject CN=a; -> @admin | a condition is missing",
                "subject -> @admin | a distinguished name is missing",
                "subject CN=a, -> @admin | not a distinguished name in the notation of RFC 4514, as in CN=ci,O=Example; openssl x509 prints it with -nameopt RFC2253",
                "subject CN=\"a -> @admin | a rule is 'conditions -> grants'",
                "subject /C=CH/CN=a -> @admin | not a distinguished name in the notation of RFC 4514, as in CN=ci,O=Example; openssl x509 prints it with -nameopt RFC2253",
                "subject CN=\\C3 -> @admin | a value is not UTF-8",
                "subject ci -> @admin | not a distinguished name in the notation of RFC 4514, as in CN=ci,O=Example; openssl x509 prints it with -nameopt RFC2253",
                "serial 12 -> @admin | no such condition: serial",
                "authority sha256:AB -> @admin | an authority is sha256: and 64 hexadecimal digits",
                "fingerprint AB:CD -> @admin | a fingerprint is sha256: and 64 hexadecimal digits",
                "subject CN=ci -> | the rule grants nothing; say 'public' if that is meant",
                "subject CN=ci -> name=x | the rule grants nothing; say 'public' if that is meant",
                "subject CN=ci -> @amin,+foo | no such role or permission: @amin, +foo",
            })
    void aBrokenLineIsToldByItsNumber(String line, String reason) {
        BrokenFileException broken = assertThrows(
                BrokenFileException.class, () -> RulesFile.parse(("# rules\n" + line).getBytes(UTF_8), warning -> {}));

        assertEquals("line 2: " + reason, broken.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject XY=a | no type of attribute is called XY",
                "issuer-dn CN=a, surename=b | no type of attribute is called surename",
                "subject CN=a, O= | the value of O is empty",
                "subject CN=\"\" | the value of CN is empty"
            })
    void aRuleThatMatchesNoCertificateIsToldByItsNumber(String condition, String reason) throws BrokenFileException {
        List<String> warnings = new ArrayList<>();

        RulesFile rules = RulesFile.parse(
                ("\ufeff# rules\r\n" + condition + " -> @admin\r\nsubject CN=ci -> @admin\r\n").getBytes(UTF_8),
                warnings::add);

        assertEquals(List.of("line 2: the rule matches no certificate: " + reason), warnings);
        assertTrue(rules.findCaller(new CertificateFacts(FakeCertificate.of("CN=ci")))
                .isPresent());
    }

    @Test
    void bytesThatAreNotUtf8AreToldByTheLine() {
        BrokenFileException broken = assertThrows(
                BrokenFileException.class,
                () -> RulesFile.parse("# \u00e9\nsubject CN=\u00e9 -> @admin".getBytes(ISO_8859_1), warning -> {}));

        assertEquals("line 2: it is not UTF-8", broken.getMessage());
    }

    @Test
    void longLinesTakeNoLongerThanTheyAreLong() {
        String blanks = " ".repeat(1_000_000);
        String stars = "*a".repeat(500);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertTrue(find(blanks + "subject" + blanks + "CN=ci" + blanks + "->" + blanks + "@admin" + blanks, "CN=ci")
                    .isPresent());
            assertTrue(find("subject CN=" + stars + "b -> @admin", "CN=" + "a".repeat(50_000))
                    .isEmpty());
        });
    }

    @Test
    void theExampleIsReadable() throws Exception {
        byte[] example = Files.readAllBytes(Path.of("deploy", "access.rules.example"));

        assertTrue(RulesFile.parse(example, Assertions::fail).size() > 0);
    }

    private static Optional<Caller> find(String file, String subject) throws BrokenFileException {
        return RulesFile.parse(file.getBytes(UTF_8), Assertions::fail)
                .findCaller(new CertificateFacts(FakeCertificate.of(subject)));
    }
}
