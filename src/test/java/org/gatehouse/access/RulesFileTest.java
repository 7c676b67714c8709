package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                "subject-dn CN=*,O=Example | O=Example,CN=a",
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
                "subject ci -> @admin | not a distinguished name in the notation of RFC 4514",
                "subject CN=#0401 -> @admin | the value of CN is not a text",
                "serial 12 -> @admin | no such condition: serial",
                "fingerprint AB:CD -> @admin | a fingerprint is sha256: and 64 hexadecimal digits",
                "subject CN=ci -> | the rule grants nothing; say 'public' if that is meant",
                "subject CN=ci -> name=x | the rule grants nothing; say 'public' if that is meant",
                "subject CN=ci -> @amin,+foo | no such role or permission: @amin, +foo",
            })
    void aBrokenLineIsToldByItsNumber(String line, String reason) {
        BrokenFileException broken =
                assertThrows(BrokenFileException.class, () -> RulesFile.parse(("# rules\n" + line).getBytes(UTF_8)));

        assertEquals("line 2: " + reason, broken.getMessage());
    }

    @Test
    void theExampleIsReadable() throws Exception {
        byte[] example = Files.readAllBytes(Path.of("deploy", "access.rules.example"));

        assertTrue(RulesFile.parse(example).size() > 0);
    }

    private static Optional<Caller> find(String file, String subject) throws BrokenFileException {
        return RulesFile.parse(file.getBytes(UTF_8)).findCaller(FakeCertificate.of(subject));
    }
}
