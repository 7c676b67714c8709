package org.gatehouse.transfer.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a transfer: {@code MODE-SERIAL-FINGERPRINT-INSTANCE-DISK-RANDOM}. It is no secret, the certificate is what counts. It is
 * also a file's name: whatever parses has no character that means anything to a file system.
 */
public record TransferId(String text) {
    private static final Pattern FORM =
            Pattern.compile("[rl]-[0-9a-f]{1,40}-[0-9a-f]{32}-[0-9a-f-]{36}-[0-9]{1,3}-[0-9a-f]{16}");

    /** Fails with {@link IllegalArgumentException} if this is no id. */
    public TransferId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("no transfer id");
        }
    }

    /** The id with this text, if it is one. */
    public static Optional<TransferId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new TransferId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
