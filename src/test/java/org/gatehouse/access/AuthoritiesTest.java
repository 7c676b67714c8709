package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Two trusted authorities, of which the second issues whatever it likes in the name of the first. */
class AuthoritiesTest {
    private final Issuer site = Issuer.root("CN=Site CA");
    private final Issuer other = Issuer.root("CN=Other CA");
    private final Issuer imitation = other.issue("CN=Site CA", true);
    private final Issuer intermediate = site.issue("CN=Operators", true);
    private final X509Certificate real = site.issue("CN=boss", false).certificate;
    private final X509Certificate forged = imitation.issue("CN=boss", false).certificate;
    private final X509Certificate operator = intermediate.issue("CN=op", false).certificate;
    private final Authorities both = authorities(site, other);

    @Test
    void anIssuersNameProvesNothing() throws BrokenFileException {
        RulesFile names = rules("issuer CN=Site CA; subject CN=boss -> @admin");
        RulesFile bound = rules("issuer CN=Site CA; subject CN=boss; authority sha256:" + site.digest() + " -> @admin");

        assertTrue(find(names, forged, imitation.certificate).isPresent());
        assertTrue(find(bound, real).isPresent());
        assertTrue(find(bound, real, site.certificate).isPresent());
        assertFalse(find(bound, forged, imitation.certificate).isPresent());
        // What is sent along without need proves nothing either.
        assertFalse(find(bound, forged, imitation.certificate, site.certificate).isPresent());
        assertFalse(find(bound, forged, site.certificate).isPresent());
        assertFalse(find(bound, forged).isPresent());
    }

    @Test
    void anAuthorityMayBeAnIntermediateOne() throws BrokenFileException {
        RulesFile rules = rules("authority sha256:" + intermediate.digest() + " -> @admin");

        assertTrue(find(rules, operator, intermediate.certificate).isPresent());
        assertTrue(find(rules, operator, site.certificate, intermediate.certificate)
                .isPresent());
        assertFalse(find(rules, real, intermediate.certificate).isPresent());
        assertFalse(find(rules, forged, imitation.certificate, intermediate.certificate)
                .isPresent());
        assertFalse(find(rules, operator).isPresent());
        assertTrue(find(rules("authority sha256:" + site.digest() + " -> @admin"), operator, intermediate.certificate)
                .isPresent());
    }

    @Test
    void aCertificateThatIsNoAuthorityIssuesNothing() throws BrokenFileException {
        Issuer user = site.issue("CN=user", false);
        X509Certificate child = user.issue("CN=boss", false).certificate;
        RulesFile rules = rules("authority sha256:" + user.digest() + " -> @admin");

        assertFalse(find(rules, child, user.certificate).isPresent());
        assertFalse(find(rules("authority sha256:" + site.digest() + " -> @admin"), child, user.certificate)
                .isPresent());
    }

    @Test
    void aTrustedCertificateIsItsOwnAuthority() throws BrokenFileException {
        assertTrue(find(rules("authority sha256:" + site.digest() + " -> @admin"), site.certificate)
                .isPresent());
    }

    @Test
    void doubtsAreTold() throws BrokenFileException {
        RulesFile rules = rules("# rules\nsubject CN=boss -> @admin\nauthority sha256:" + intermediate.digest()
                + " -> @admin\nfingerprint sha256:" + site.digest() + " -> @admin\nissuer CN=Site CA; authority sha256:"
                + site.digest() + " -> @admin");

        assertEquals(
                List.of(
                        "line 2: names alone decide, and each of 2 trusted authorities may issue any name: add the"
                                + " condition 'authority sha256:...'",
                        "line 3: no authority in access.authorities has the SHA-256 " + intermediate.digest()
                                + "; only an intermediate one that clients send can match"),
                rules.doubts(Optional.of(both)));
        assertEquals(1, rules.doubts(Optional.of(authorities(site))).size());
        assertEquals(
                List.of("line 3", "line 5"),
                rules.doubts(Optional.empty()).stream()
                        .map(doubt -> doubt.substring(0, 6))
                        .toList());
    }

    @Test
    void aFileWithoutACertificateIsBroken() {
        assertThrows(BrokenFileException.class, () -> Authorities.parse("nothing".getBytes(UTF_8)));
        assertThrows(
                BrokenFileException.class,
                () -> Authorities.parse(
                        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".getBytes(UTF_8)));
    }

    private Optional<Caller> find(RulesFile rules, X509Certificate... chain) {
        return rules.findCaller(new CertificateFacts(List.of(chain), Optional.of(both)));
    }

    private static RulesFile rules(String text) throws BrokenFileException {
        return RulesFile.parse(text.getBytes(UTF_8), warning -> {});
    }

    private static Authorities authorities(Issuer... issuers) {
        try {
            StringBuilder pem = new StringBuilder();
            for (Issuer issuer : issuers) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder().encodeToString(issuer.certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return Authorities.parse(pem.toString().getBytes(UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate and its key. */
    private record Issuer(X509Certificate certificate, KeyPair keys) {
        static Issuer root(String name) {
            KeyPair keys = newKeys();
            return sign(name, keys, name, keys, true);
        }

        Issuer issue(String name, boolean authority) {
            return sign(name, newKeys(), certificate.getSubjectX500Principal().getName(), keys, authority);
        }

        String digest() {
            return Digests.sha256(certificate);
        }

        private static KeyPair newKeys() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(256);
                return generator.generateKeyPair();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static Issuer sign(String subject, KeyPair own, String issuer, KeyPair signer, boolean authority) {
            try {
                Instant now = Instant.now();
                X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        new BigInteger(64, new java.security.SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofHours(1))),
                        new X500Name(subject),
                        own.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
                X509Certificate certificate = new JcaX509CertificateConverter()
                        .getCertificate(builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
                return new Issuer(certificate, own);
            } catch (Exception e) {
                throw new IllegalStateException(Arrays.toString(e.getStackTrace()), e);
            }
        }
    }
}
