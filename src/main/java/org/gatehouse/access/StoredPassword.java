package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** A password as the users file keeps it. Comparing costs the same whatever the form and the result. */
final class StoredPassword {
    private static final StoredPassword DECOY = new StoredPassword(Form.USELESS, "0".repeat(32));

    private enum Form {
        CLEARTEXT,
        HA1,
        USELESS
    }

    private final Form form;
    private final byte[] expected;

    private StoredPassword(Form form, String expected) {
        this.form = form;
        this.expected = expected.getBytes(UTF_8);
    }

    /** Reads the second field of a line. An unknown form is kept as one that no password matches. */
    static StoredPassword parse(String field) {
        if (!field.startsWith("{")) {
            return new StoredPassword(Form.CLEARTEXT, field);
        }
        int end = field.indexOf('}');
        String scheme = end < 0 ? "" : field.substring(1, end).toUpperCase(Locale.ROOT);
        String rest = field.substring(end + 1);
        return switch (scheme) {
            case "CLEARTEXT" -> new StoredPassword(Form.CLEARTEXT, rest);
            case "HA1" -> new StoredPassword(Form.HA1, rest.toLowerCase(Locale.ROOT));
            default -> DECOY;
        };
    }

    /** Whether no password can ever match. */
    boolean isUseless() {
        return form == Form.USELESS;
    }

    /** Compares; an absent password takes as long as a present one and never matches. */
    static boolean matches(Optional<StoredPassword> stored, String user, String password) {
        StoredPassword known = stored.orElse(DECOY);
        byte[] digest = digest(user, password).getBytes(UTF_8);
        byte[] given = known.form == Form.HA1 ? digest : password.getBytes(UTF_8);
        boolean equal = MessageDigest.isEqual(given, known.expected);
        return equal && !known.isUseless();
    }

    private static String digest(String user, String password) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            String text = user + ":" + AccessFilter.REALM + ":" + password;
            return HexFormat.of().formatHex(md5.digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
