package org.gatehouse.container;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Private keys in the forms that OpenSSL writes: PKCS #8 (RFC 5208), PKCS #1 (RFC 8017) and SEC 1 (RFC 5915). The JDK reads only the
 * first, so the other two are put into its envelope.
 */
final class PrivateKeys {
    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {0x05, 0};
    private static final String RSA = "2a864886f70d010101";
    private static final String EC = "2a8648ce3d0201";

    /** The JDK's names of the algorithms, by the DER form of their object identifiers. */
    private static final Map<String, String> ALGORITHMS =
            Map.of(RSA, "RSA", "2a864886f70d01010a", "RSASSA-PSS", EC, "EC", "2b6570", "EdDSA", "2b6571", "EdDSA");

    /** Those that cannot sign a TLS handshake of version 1.2 or 1.3 here. */
    private static final Map<String, String> UNUSABLE = Map.of(
            "2a8648ce380401", "DSA",
            "2a864886f70d010301", "Diffie-Hellman",
            "2b656e", "X25519",
            "2b656f", "X448");

    private PrivateKeys() {}

    static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        List<Der.Value> parts = Der.value(Der.SEQUENCE, der).parts();
        if (parts.size() < 3 || parts.get(1).tag() != Der.SEQUENCE) {
            throw new GeneralSecurityException("its DER encoding is damaged");
        }
        String identifier = HexFormat.of()
                .formatHex(
                        Der.value(Der.OBJECT_IDENTIFIER, parts.get(1).content()).content());
        String algorithm = ALGORITHMS.get(identifier);
        if (algorithm == null) {
            throw new GeneralSecurityException(
                    "it is a key for " + UNUSABLE.getOrDefault(identifier, "something unknown")
                            + ", and TLS needs one for RSA, ECDSA, Ed25519 or Ed448");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException("Java cannot use this " + algorithm + " key: " + e.getMessage(), e);
        }
    }

    static PrivateKey pkcs1(byte[] der) throws GeneralSecurityException {
        return pkcs8(envelope(RSA, NULL, der));
    }

    /** @param parameters the curve, for a key that does not name it; may be empty */
    static PrivateKey sec1(byte[] der, byte[] parameters) throws GeneralSecurityException {
        byte[] curve = parameters;
        for (Der.Value part : Der.value(Der.SEQUENCE, der).parts()) {
            if (part.tag() == Der.CONTEXT_0) {
                curve = part.content();
            }
        }
        if (curve.length == 0) {
            throw new GeneralSecurityException("it does not name its curve, and no EC PARAMETERS stand before it");
        }
        return pkcs8(envelope(EC, curve, der));
    }

    private static byte[] envelope(String algorithm, byte[] parameters, byte[] key) {
        byte[] identifier = Der.encode(Der.OBJECT_IDENTIFIER, HexFormat.of().parseHex(algorithm));
        return Der.encode(
                Der.SEQUENCE,
                VERSION_0,
                Der.encode(Der.SEQUENCE, identifier, parameters),
                Der.encode(Der.OCTET_STRING, key));
    }
}
