package org.gatehouse.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a PEM file (RFC 7468) holds, read as tolerantly as OpenSSL reads it: text before and between the blocks, any line ends, a byte order
 * mark, keys of any form without a passphrase. Messages of failures name the file and say what to do.
 */
final class PemFile {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int MOST_BYTES = 4 << 20;

    private record Block(String label, String content) {
        boolean isEncrypted() {
            return label.startsWith("ENCRYPTED ") || content.contains("ENCRYPTED");
        }
    }

    private final Path file;
    private final List<Block> blocks;

    private PemFile(Path file, List<Block> blocks) {
        this.file = file;
        this.blocks = blocks;
    }

    /** Reads the blocks of the file, without a look into them. */
    static PemFile read(Path file) throws GeneralSecurityException {
        byte[] bytes = bytes(file);
        String text = new String(bytes, isUtf16(bytes) ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int name = at + BEGIN.length();
            int content = text.indexOf(DASHES, name);
            String label = content < 0 ? "" : text.substring(name, content);
            int end = content < 0 ? -1 : text.indexOf("-----END " + label + DASHES, content);
            if (end < 0) {
                throw new GeneralSecurityException(file + " is cut off: the end of its last block is missing");
            }
            blocks.add(new Block(label, text.substring(content + DASHES.length(), end)));
            at = text.indexOf(BEGIN, end + 1);
        }
        if (blocks.isEmpty()) {
            throw new GeneralSecurityException(file
                    + (bytes.length == 0
                            ? " is empty"
                            : " is no PEM file: it has no line that begins with -----BEGIN"));
        }
        return new PemFile(file, blocks);
    }

    /** As Windows writes text, with a byte order mark. */
    private static boolean isUtf16(byte[] bytes) {
        return bytes.length > 1
                && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                        || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
    }

    private static byte[] bytes(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new GeneralSecurityException(file + " is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new GeneralSecurityException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new GeneralSecurityException(
                    file + " may not be read by the user " + System.getProperty("user.name"), e);
        } catch (IOException e) {
            throw new GeneralSecurityException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Its certificates, at least one, in the file's order. */
    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks) {
            // OpenSSL also writes X509 CERTIFICATE and TRUSTED CERTIFICATE, where something follows the certificate.
            if (block.label().endsWith("CERTIFICATE")) {
                try {
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(decoded(block))));
                } catch (CertificateException e) {
                    throw new GeneralSecurityException(
                            "certificate " + (found.size() + 1) + " in " + file + " is damaged: " + e.getMessage(), e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException(file + " holds no certificate, but " + labels());
        }
        return found;
    }

    /** Its private keys, at least one, in the file's order. If none can be used, the failure says why the first cannot. */
    List<PrivateKey> keys() throws GeneralSecurityException {
        List<PrivateKey> found = new ArrayList<>();
        GeneralSecurityException first = null;
        byte[] parameters = {};
        for (Block block : blocks) {
            if (block.label().equals("EC PARAMETERS")) {
                parameters = decoded(block);
            } else if (block.label().endsWith("PRIVATE KEY")) {
                try {
                    found.add(key(block, parameters));
                } catch (GeneralSecurityException e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (found.isEmpty()) {
            throw first == null
                    ? new GeneralSecurityException(file + " holds no private key, but " + labels())
                    : new GeneralSecurityException(
                            "the private key in " + file + " cannot be used: " + first.getMessage(), first);
        }
        return found;
    }

    private PrivateKey key(Block block, byte[] parameters) throws GeneralSecurityException {
        if (block.isEncrypted()) {
            throw new GeneralSecurityException("it is encrypted, and a server has nobody to ask for the passphrase;"
                    + " openssl pkey -in " + file + " -out NEW writes it without one");
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeys.pkcs8(decoded(block));
            case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(decoded(block));
            case "EC PRIVATE KEY" -> PrivateKeys.sec1(decoded(block), parameters);
            case "DSA PRIVATE KEY" ->
                throw new GeneralSecurityException(
                        "it is a key for DSA, and TLS needs one for RSA, ECDSA, Ed25519 or Ed448");
            default ->
                throw new GeneralSecurityException(
                        "its form is " + block.label() + "; openssl pkcs8 -topk8 -nodes writes one that can be read");
        };
    }

    private byte[] decoded(Block block) throws GeneralSecurityException {
        // Header fields, as older keys have, are the lines with a colon.
        String base64 = block.content()
                .lines()
                .filter(line -> line.indexOf(':') < 0)
                .collect(Collectors.joining())
                .replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(
                    "the block " + block.label() + " in " + file + " is damaged: it is not Base64", e);
        }
    }

    private String labels() {
        return blocks.stream().map(Block::label).distinct().limit(5).collect(Collectors.joining(", "));
    }
}
