package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads distinguished names as text: RFC 4514, with the blanks and quotes of its predecessors, which OpenSSL prints. The JDK's own
 * {@code LdapName} is not used, since it drops blanks that are quoted or escaped as digits.
 */
final class NameNotation {
    private final String text;
    private int at;

    /**
     * One attribute.
     *
     * @param type as it is written
     * @param value empty if the encoding is given
     * @param der the value's encoding, if the value is written as {@code #} and hexadecimal digits
     */
    record Attribute(String type, String value, Optional<byte[]> der) {}

    private NameNotation(String text) {
        this.text = text;
    }

    /** The parts of a name in the order of the text; {@link IllegalArgumentException} if it is none. */
    static List<List<Attribute>> parse(String text) {
        NameNotation notation = new NameNotation(text);
        List<List<Attribute>> parts = new ArrayList<>();
        notation.skipBlanks();
        while (notation.at < text.length()) {
            List<Attribute> part = new ArrayList<>();
            char separator;
            do {
                part.add(notation.attribute());
                separator = notation.separator();
            } while (separator == '+');
            parts.add(List.copyOf(part));
            if (separator != 0 && notation.at == text.length()) {
                throw wrong();
            }
        }
        return parts;
    }

    private Attribute attribute() {
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            throw wrong();
        }
        String type = text.substring(at, equals).strip();
        if (type.isEmpty() || !type.chars().allMatch(NameNotation::isInType)) {
            throw wrong();
        }
        at = equals + 1;
        skipBlanks();
        if (at < text.length() && text.charAt(at) == '#') {
            return new Attribute(type, "", Optional.of(encoding()));
        }
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        return new Attribute(type, quoted ? quoted() : plain(), Optional.empty());
    }

    private static boolean isInType(int c) {
        return c == '.' || c == '-' || c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }

    private byte[] encoding() {
        int start = ++at;
        while (at < text.length() && HexFormat.isHexDigit(text.charAt(at))) {
            at++;
        }
        if (at == start || (at - start) % 2 != 0) {
            throw wrong();
        }
        return HexFormat.of().parseHex(text, start, at);
    }

    private String quoted() {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            take(value);
        }
        if (at == text.length()) {
            throw wrong();
        }
        at++;
        return decoded(value, value.size());
    }

    private String plain() {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        int length = 0;
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '"') {
                throw wrong();
            }
            take(value);
            // Blanks at the end are none of the value's, unless they are escaped.
            if (!TextLines.isBlank(c)) {
                length = value.size();
            }
        }
        return decoded(value, length);
    }

    /** Takes one character, or what a backslash and two digits or a character stand for. */
    private void take(ByteArrayOutputStream value) {
        if (text.charAt(at) == '\\') {
            at++;
            if (at == text.length()) {
                throw wrong();
            }
            if (at + 1 < text.length()
                    && HexFormat.isHexDigit(text.charAt(at))
                    && HexFormat.isHexDigit(text.charAt(at + 1))) {
                value.write(HexFormat.fromHexDigits(text, at, at + 2));
                at += 2;
                return;
            }
        }
        int character = text.codePointAt(at);
        value.writeBytes(Character.toString(character).getBytes(UTF_8));
        at += Character.charCount(character);
    }

    /** Passes the separator behind an attribute; 0 at the end. */
    private char separator() {
        skipBlanks();
        if (at == text.length()) {
            return 0;
        }
        char separator = text.charAt(at);
        if (!isSeparator(separator)) {
            throw wrong();
        }
        at++;
        skipBlanks();
        return separator;
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == '+' || c == ';';
    }

    private void skipBlanks() {
        while (at < text.length() && TextLines.isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static String decoded(ByteArrayOutputStream value, int length) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(value.toByteArray(), 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a value is not UTF-8", e);
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "not a distinguished name in the notation of RFC 4514, as in CN=ci,O=Example;"
                        + " openssl x509 prints it with -nameopt RFC2253");
    }
}
