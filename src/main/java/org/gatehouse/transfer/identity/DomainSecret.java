package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cluster domain secret in a file, used as Ganeti does: HMAC-SHA1 over salt and text, the key being the first line as
 * text. The file is read for each use, so that a renewed secret counts at once. For any number of threads.
 */
public final class DomainSecret implements Signer {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int MOST = 4096;
    private static final int SALT_BYTES = 8;
    private static final int SECRET_BYTES = 20;
    private static final Pattern SALT = Pattern.compile("[a-zA-Z0-9]{1,64}");

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    /** The secret in this file, which need not be there yet. */
    public DomainSecret(Path file) {
        this.file = file;
    }

    /** Makes a new secret for the owner alone, unless the file is there. */
    public void provide() throws IOException {
        if (Files.notExists(file)) {
            PrivateFiles.makeDirectory(file.toAbsolutePath().getParent());
            PrivateFiles.write(file, (hex(SECRET_BYTES) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public Signed sign(String text) throws IOException {
        String salt = hex(SALT_BYTES);
        return new Signed(mac(text, salt), salt);
    }

    @Override
    public boolean verify(String text, String mac, String salt) throws IOException {
        if (!SALT.matcher(salt).matches()) {
            return false;
        }
        byte[] right = mac(text, salt).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(right, mac.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    private String mac(String text, String salt) throws IOException {
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(new SecretKeySpec(secret(), ALGORITHM));
            return HexFormat.of().formatHex(hmac.doFinal((salt + text).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA1", e);
        }
    }

    private byte[] secret() throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST);
        }
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        if (end == 0) {
            throw new IOException("there is no cluster domain secret in " + file);
        }
        return Arrays.copyOf(content, end);
    }

    private String hex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
