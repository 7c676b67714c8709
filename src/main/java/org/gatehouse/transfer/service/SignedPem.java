package org.gatehouse.transfer.service;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.http.HttpError;

/** PEM texts that carry a signature of the cluster domain secret, as Ganeti writes them: a header line, an empty line, the PEM. */
final class SignedPem {
    private static final String HEADER = "X-Ganeti-Signature";
    private static final Pattern SIGNED =
            Pattern.compile("X-Ganeti-Signature: *([A-Za-z0-9]{1,64})/([0-9A-Fa-f]{1,128})\\s*\\n(.*)", Pattern.DOTALL);
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----\\s*([A-Za-z0-9+/=\\s]{1,65536}?)\\s*-----END \\1-----");
    private static final int LINE = 64;

    private SignedPem() {}

    /** The text with a signature. */
    static String sign(Papers papers, String pem) throws IOException {
        String plain = canonical(pem).orElseThrow(() -> new IOException("nothing that could be signed"));
        Papers.Signature signature = papers.sign(plain);
        return HEADER + ": " + signature.salt() + "/" + signature.mac() + "\n\n" + plain;
    }

    /** The PEM in a text whose signature, if it must have one or has one, is right; 400 otherwise. */
    static String open(Papers papers, String what, String text, boolean mustBeSigned) throws IOException {
        String unified = text.replace("\r", "");
        Matcher signed = SIGNED.matcher(unified);
        boolean hasSignature = signed.matches();
        if (!hasSignature && (mustBeSigned || unified.contains(HEADER))) {
            throw new HttpError(400, what + " has no signature");
        }
        String pem = canonical(hasSignature ? signed.group(3) : unified)
                .orElseThrow(() -> new HttpError(400, what + " is no PEM text"));
        if (hasSignature && !papers.verify(pem, signed.group(2), signed.group(1))) {
            throw new HttpError(400, wrong(what));
        }
        return pem;
    }

    static String wrong(String what) {
        return "The signature of " + what + " is wrong: the two clusters must have the same cluster domain secret";
    }

    /** The first block of a PEM text as OpenSSL writes it, since the signature is over these bytes. */
    private static Optional<String> canonical(String text) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        String digits = block.group(2).replaceAll("\\s", "");
        StringBuilder pem =
                new StringBuilder("-----BEGIN ").append(block.group(1)).append("-----\n");
        for (int i = 0; i < digits.length(); i += LINE) {
            pem.append(digits, i, Math.min(digits.length(), i + LINE)).append('\n');
        }
        return Optional.of(
                pem.append("-----END ").append(block.group(1)).append("-----\n").toString());
    }
}
