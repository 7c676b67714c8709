package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs and verifies texts with the cluster domain secret, for what goes from one cluster to another through a third party's
 * hands. Calls may block for a moment, since the secret may be another process'. For any number of threads.
 */
public interface Signer {
    /** What stands before a signed PEM text: {@code X-Ganeti-Signature: SALT/MAC} and an empty line. */
    String HEADER = "X-Ganeti-Signature";

    /** Signs a text with a new salt. */
    Signed sign(String text) throws IOException;

    /** Whether this signature is the text's; one that is malformed is not. */
    boolean verify(String text, String mac, String salt) throws IOException;

    /** Signs a certificate, or a request for one, in PEM; what is signed is its usual spelling, line feed at the end included. */
    default String signPem(String pem) throws IOException {
        String usual = Pem.usual(pem);
        Signed signed = sign(usual);
        return HEADER + ": " + signed.salt() + "/" + signed.mac() + "\n\n" + usual;
    }

    /** Whether there is a signature before the PEM text, right or wrong. */
    default boolean isSigned(String pem) {
        return SignedPem.HEADER_LINE.matcher(pem).find();
    }

    /**
     * The PEM text in its usual spelling, without its signature, which is right.
     *
     * @throws IdentityException if there is none, or it is wrong; the message is for the caller
     */
    default String openPem(String signed) throws IOException, IdentityException {
        Matcher header = SignedPem.HEADER_LINE.matcher(signed);
        if (!header.find()) {
            throw new IdentityException("the signature is missing (" + HEADER + ": SALT/MAC)");
        }
        String pem = Pem.usual(signed);
        if (!verify(pem, header.group("mac"), header.group("salt"))) {
            throw new IdentityException("the signature is wrong: do the clusters share the cluster domain secret?");
        }
        return pem;
    }

    /** How a signature before a PEM text is written. */
    final class SignedPem {
        private static final Pattern HEADER_LINE = Pattern.compile(
                "\\A(?:(?!---)[^\\n]*\\n)*?" + HEADER
                        + ":[ \\t]*(?<salt>[A-Za-z0-9]{1,64})/(?<mac>[A-Fa-f0-9]{1,64})[ \\t\\r]*\\n",
                Pattern.CASE_INSENSITIVE);

        private SignedPem() {}
    }
}
