package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;

/** A pair of keys for one end of transfers. Immutable; its text is a secret. */
public final class TransferKey {
    private static final int BITS = 2048;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private TransferKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new RSA pair of 2048 bits, which takes a moment. */
    public static TransferKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            return new TransferKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes RSA keys", e);
        }
    }

    /** The RSA pair of a private key in PEM form; fails with {@link IdentityException}. */
    public static TransferKey read(String pem) {
        PrivateKey key = Pem.privateKey(pem);
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw new IdentityException("the private key is no RSA key");
        }
        try {
            PublicKey other = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            return new TransferKey(rsa, other);
        } catch (GeneralSecurityException e) {
            throw new IdentityException("the private key is malformed", e);
        }
    }

    /** The pair of these two, of any kind. */
    public static TransferKey of(PrivateKey privateKey, PublicKey publicKey) {
        return new TransferKey(privateKey, publicKey);
    }

    /** The private key in PEM form (PKCS #8). */
    public String pem() {
        return Pem.block("PRIVATE KEY", privateKey.getEncoded());
    }

    /** A request for a certificate in PEM form, with the names as subject alternative names. */
    public String csr(String commonName, List<String> names) throws IOException {
        return Requests.write(this, commonName, names);
    }

    /** The secret half. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** The other half. */
    public PublicKey publicKey() {
        return publicKey;
    }
}
