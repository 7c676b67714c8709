package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.IPAddress;

/** Requests for certificates, PKCS #10 in PEM form. */
final class Requests {
    private static final int LEAST_RSA = 2048;
    private static final int MOST_RSA = 8192;
    private static final int LEAST_EC = 256;
    private static final int MOST_NAMES = 64;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?");

    private Requests() {}

    static String write(TransferKey key, String commonName, List<String> names) throws IOException {
        JcaPKCS10CertificationRequestBuilder request =
                new JcaPKCS10CertificationRequestBuilder(subject(commonName), key.publicKey());
        if (!names.isEmpty()) {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            request.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        return Pem.block("CERTIFICATE REQUEST", request.build(signer(key)).getEncoded());
    }

    /** The public key of a request whose signature shows that the other half is there; nothing else of it counts. */
    static PublicKey publicKey(String pem) {
        JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(parse(Pem.usual(pem)));
        try {
            PublicKey key = checked(request.getPublicKey());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IdentityException("the certificate request is not signed with its own key");
            }
            return key;
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException | IllegalArgumentException e) {
            if (e instanceof IdentityException refusal) {
                throw refusal;
            }
            throw new IdentityException("the certificate request cannot be used: " + e.getMessage(), e);
        }
    }

    private static PKCS10CertificationRequest parse(String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return request;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IdentityException("the certificate request is malformed", e);
        }
        throw new IdentityException("that is no certificate request");
    }

    private static PublicKey checked(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < LEAST_RSA || bits > MOST_RSA) {
                throw new IdentityException(
                        "the RSA key has " + bits + " bits, and not " + LEAST_RSA + " to " + MOST_RSA);
            }
        } else if (key instanceof ECPublicKey ec) {
            if (ec.getParams().getOrder().bitLength() < LEAST_EC) {
                throw new IdentityException("the elliptic curve is too small");
            }
        } else {
            throw new IdentityException("the key is neither RSA nor on an elliptic curve");
        }
        return key;
    }

    /** What signs with this key and SHA-256. */
    static ContentSigner signer(TransferKey key) throws IOException {
        String algorithm = switch (key.privateKey().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> throw new IOException("the key is neither RSA nor on an elliptic curve");
        };
        try {
            return new JcaContentSignerBuilder(algorithm).build(key.privateKey());
        } catch (OperatorCreationException e) {
            throw new IOException("the key does not sign: " + e.getMessage(), e);
        }
    }

    /** A subject of nothing but a common name, which is cut where X.520 ends it. */
    static X500Name subject(String commonName) {
        String name = commonName.length() > 64 ? commonName.substring(0, 64) : commonName;
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    /** Host names and addresses. */
    static GeneralNames alternatives(List<String> names) {
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw new IdentityException("a server has 1 to " + MOST_NAMES + " names");
        }
        return new GeneralNames(names.stream().map(Requests::alternative).toArray(GeneralName[]::new));
    }

    private static GeneralName alternative(String name) {
        if (IPAddress.isValid(name)) {
            return new GeneralName(GeneralName.iPAddress, name);
        }
        if (!HOST.matcher(name).matches()) {
            throw new IdentityException("'" + name + "' is neither a host name nor an address");
        }
        return new GeneralName(GeneralName.dNSName, name);
    }
}
