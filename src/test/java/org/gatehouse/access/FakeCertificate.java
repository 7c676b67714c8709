package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** A certificate that consists of its names; its encoding is the subject's text, so that fingerprints differ. */
public final class FakeCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private final X500Principal subject;
    private final X500Principal issuer;

    FakeCertificate(X500Principal subject, X500Principal issuer) {
        this.subject = subject;
        this.issuer = issuer;
    }

    /** The certificate of a subject. */
    public static FakeCertificate of(String subject) {
        return of(subject, "CN=Site CA,O=Example");
    }

    static FakeCertificate of(String subject, String issuer) {
        return new FakeCertificate(new X500Principal(subject), new X500Principal(issuer));
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return subject;
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return issuer;
    }

    /** The digest that Ganeti would list. */
    public String digest() {
        return Digests.of(this);
    }

    @Override
    public byte[] getEncoded() {
        return subject.getName().getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return "certificate of " + subject;
    }

    @Override
    public void checkValidity() {}

    @Override
    public void checkValidity(Date date) {}

    @Override
    public int getVersion() {
        return 3;
    }

    @Override
    public BigInteger getSerialNumber() {
        return BigInteger.ONE;
    }

    @Deprecated
    @Override
    public Principal getIssuerDN() {
        return issuer;
    }

    @Deprecated
    @Override
    public Principal getSubjectDN() {
        return subject;
    }

    @Override
    public Date getNotBefore() {
        return null;
    }

    @Override
    public Date getNotAfter() {
        return null;
    }

    @Override
    public byte[] getTBSCertificate() {
        return getEncoded();
    }

    @Override
    public byte[] getSignature() {
        return new byte[0];
    }

    @Override
    public String getSigAlgName() {
        return "none";
    }

    @Override
    public String getSigAlgOID() {
        return "0.0";
    }

    @Override
    public byte[] getSigAlgParams() {
        return null;
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        return null;
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        return null;
    }

    @Override
    public boolean[] getKeyUsage() {
        return null;
    }

    @Override
    public int getBasicConstraints() {
        return -1;
    }

    @Override
    public void verify(PublicKey key) {}

    @Override
    public void verify(PublicKey key, String provider) {}

    @Override
    public PublicKey getPublicKey() {
        return null;
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return false;
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        return Set.of();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        return Set.of();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        return null;
    }
}
