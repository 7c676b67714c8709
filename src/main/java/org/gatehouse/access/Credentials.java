package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.http.HttpError;

/**
 * Name and password of an {@code Authorization: Basic} header, read as leniently as Ganeti's daemon does it: the scheme in
 * any case, tokens after the second ignored, and in the Base64 text every character outside the alphabet passed over.
 */
record Credentials(String user, String password) {
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\n\\u000b\\f\\r\\u001c-\\u001f]+");

    /** Empty if the header is absent or means nothing; {@link HttpError} 400 if it says {@code Basic} and no more. */
    static Optional<Credentials> find(String header) {
        if (header == null) {
            return Optional.empty();
        }
        String[] tokens = BLANKS.splitAsStream(header)
                .filter(token -> !token.isEmpty())
                .limit(2)
                .toArray(String[]::new);
        if (tokens.length == 0 || !tokens[0].equalsIgnoreCase("basic")) {
            return Optional.empty();
        }
        if (tokens.length < 2) {
            throw new HttpError(400, "Basic authentication requires credentials");
        }
        return decode(tokens[1]).flatMap(Credentials::split);
    }

    private static Optional<Credentials> split(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    }

    private static Optional<String> decode(String base64) {
        if (!isAscii(base64)) {
            return Optional.empty();
        }
        StringBuilder digits = new StringBuilder(base64.length());
        int padding = 0;
        boolean ended = false;
        for (int i = 0; i < base64.length() && !ended; i++) {
            char c = base64.charAt(i);
            if (isDigit(c)) {
                digits.append(c);
                padding = 0;
            } else if (c == '=' && digits.length() % 4 >= 2) {
                padding++;
                ended = digits.length() % 4 + padding >= 4;
            }
        }
        // Without its padding only a text of whole groups is complete.
        if (!ended && digits.length() % 4 != 0) {
            return Optional.empty();
        }
        String text = new String(Base64.getDecoder().decode(digits.toString()), ISO_8859_1);
        return isAscii(text) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    @Override
    public String toString() {
        return "Credentials of " + user;
    }
}
