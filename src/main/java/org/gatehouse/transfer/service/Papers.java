package org.gatehouse.transfer.service;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.Signed;
import org.gatehouse.transfer.identity.Signer;

/** What vouches for transfers: the cluster's certificate authority and its domain secret. Any thread may call; calls may block. */
final class Papers {
    private static final Duration SERVER_LIFE = Duration.ofDays(6);

    private final CertificateAuthority authority;
    private final Signer signer;

    Papers(CertificateAuthority authority, Signer signer) {
        this.authority = authority;
        this.signer = signer;
    }

    /** The authority's own certificate (PEM). */
    String authority() throws IOException {
        return Pem.text(authority.certificate());
    }

    /** SHA-256 of the authority's certificate (DER), in lower-case hexadecimal digits. */
    String authorityDigest() throws IOException {
        return Pem.fingerprint(authority.certificate());
    }

    /** A node's server certificate for these names and addresses, with its chain (PEM). */
    String server(String request, String node, List<String> names) throws IOException {
        return Pem.text(List.of(authority.issueServer(request, node, names, SERVER_LIFE), authority.certificate()));
    }

    /** A client's certificate for a request (PEM); 400 if something is wrong with that. */
    X509Certificate client(String request, String commonName, Instant notAfter) throws IOException {
        try {
            return authority.issueClient(request, commonName, Duration.between(Instant.now(), notAfter));
        } catch (IdentityException e) {
            throw new HttpError(400, "No certificate can be made for this csr: " + e.getMessage());
        }
    }

    /** Signs with the cluster's domain secret. */
    Signed sign(String text) throws IOException {
        return signer.sign(text);
    }

    /** Signs a PEM text with the cluster's domain secret. */
    String signPem(String pem) throws IOException {
        return signer.signPem(pem);
    }

    /** 400 unless the cluster's domain secret has signed this. */
    void check(String what, String text, String mac, String salt) throws IOException {
        if (!signer.verify(text, mac, salt)) {
            throw new HttpError(
                    400,
                    "The signature of " + what
                            + " is wrong: the two clusters must have the same cluster domain secret");
        }
    }

    /** The PEM in a text that must be signed; 400 if it is not. */
    String openPem(String what, String text) throws IOException {
        try {
            return signer.openPem(text);
        } catch (IdentityException e) {
            throw new HttpError(400, what + ": " + e.getMessage());
        }
    }

    /** The PEM in a text that may be signed; 400 if its signature is wrong. */
    String openPlainOrSignedPem(String what, String text) throws IOException {
        return signer.isSigned(text) ? openPem(what, text) : text;
    }
}
