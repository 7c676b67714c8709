package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** A password as the users file keeps it. Comparing costs the same whatever the form and the result. */
final class StoredPassword {
    private static final int HA1_DIGITS = 32;
    private static final StoredPassword DECOY = useless("unknown form of password");

    private enum Form {
        CLEARTEXT,
        HA1,
        USELESS
    }

    private final Form form;
    private final byte[] expected;
    private final Optional<String> flaw;

    private StoredPassword(Form form, String expected) {
        this(form, expected, Optional.empty());
    }

    private StoredPassword(Form form, String expected, Optional<String> flaw) {
        this.form = form;
        this.expected = expected.getBytes(UTF_8);
        this.flaw = flaw;
    }

    private static StoredPassword useless(String flaw) {
        return new StoredPassword(Form.USELESS, "0".repeat(HA1_DIGITS), Optional.of(flaw));
    }

    /** Reads the second field of a line. An unknown form, or a digest that is none, is kept as one that no password matches. */
    static StoredPassword parse(String field) {
        if (!field.startsWith("{")) {
            return new StoredPassword(Form.CLEARTEXT, field);
        }
        int end = field.indexOf('}');
        String scheme = end < 0 ? "" : field.substring(1, end).toUpperCase(Locale.ROOT);
        String rest = field.substring(end + 1);
        return switch (scheme) {
            case "CLEARTEXT" -> new StoredPassword(Form.CLEARTEXT, rest);
            case "HA1" ->
                isDigest(rest)
                        ? new StoredPassword(Form.HA1, rest.toLowerCase(Locale.ROOT))
                        : useless("{HA1} is not followed by the 32 hexadecimal digits of an MD5 digest");
            default -> DECOY;
        };
    }

    private static boolean isDigest(String text) {
        return text.length() == HA1_DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /** Why no password can match; empty if one can. */
    Optional<String> findFlaw() {
        return flaw;
    }

    /** Compares; an absent password takes as long as a present one and never matches. */
    static boolean matches(Optional<StoredPassword> stored, String user, String password) {
        StoredPassword known = stored.orElse(DECOY);
        byte[] digest = digest(user, password).getBytes(UTF_8);
        byte[] given = known.form == Form.HA1 ? digest : password.getBytes(UTF_8);
        boolean equal = MessageDigest.isEqual(given, known.expected);
        return equal && known.form != Form.USELESS;
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
