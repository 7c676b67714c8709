package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * What a certificate says, before it has a serial and is signed.
 *
 * @param names of a server
 */
record Leaf(PublicKey key, X500Name subject, KeyPurposeId purpose, Optional<GeneralNames> names) {
    private static final Duration LONG_LIFE = Duration.ofDays(3650);

    static Leaf client(PublicKey key, String commonName) {
        return new Leaf(key, Requests.subject(commonName), KeyPurposeId.id_kp_clientAuth, Optional.empty());
    }

    static Leaf server(PublicKey key, String commonName, List<String> names) {
        return new Leaf(
                key,
                Requests.subject(commonName),
                KeyPurposeId.id_kp_serverAuth,
                Optional.of(Requests.alternatives(names)));
    }

    X509Certificate sign(TransferKey authority, X509Certificate issuer, BigInteger serial, Instant from, Instant to)
            throws IOException {
        JcaX509ExtensionUtils extensions = extensions();
        X500Name issuerName;
        try {
            issuerName = new JcaX509CertificateHolder(issuer).getSubject();
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority's certificate cannot be read", e);
        }
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                issuerName,
                serial,
                Date.from(from),
                Date.from(to),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
        if (names.isPresent()) {
            builder.addExtension(Extension.subjectAlternativeName, false, names.get());
        }
        return finish(builder, authority, issuer.getPublicKey());
    }

    /** A certificate of an authority, signed by itself. */
    static X509Certificate authority(TransferKey key, String cluster, BigInteger serial, Instant now)
            throws IOException {
        X500Name name = Requests.subject("Transfers of " + cluster);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                serial,
                Date.from(now.minus(CertificateAuthority.SLOW_CLOCKS)),
                Date.from(now.plus(LONG_LIFE)),
                name,
                SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(key.publicKey()));
        return finish(builder, key, key.publicKey());
    }

    /** A certificate of a node, signed by itself. */
    static X509Certificate selfSigned(TransferKey key, String commonName, Instant now) throws IOException {
        X500Name name = Requests.subject(commonName);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(CertificateAuthority.SLOW_CLOCKS)),
                Date.from(now.plus(LONG_LIFE)),
                name,
                SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()));
        return finish(builder, key, key.publicKey());
    }

    private static X509Certificate finish(X509v3CertificateBuilder builder, TransferKey key, PublicKey issuer)
            throws IOException {
        try {
            X509Certificate certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(Requests.signer(key)));
            certificate.verify(issuer);
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority's key and certificate do not fit together: " + e.getMessage(), e);
        }
    }

    private static JcaX509ExtensionUtils extensions() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
