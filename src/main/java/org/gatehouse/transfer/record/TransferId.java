package org.gatehouse.transfer.record;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a transfer: {@code MODE-SERIAL-FINGERPRINT-INSTANCE-DISK-RANDOM}. It is no secret, the certificate is what counts. It is
 * also a file's name: whatever parses has no character that means anything to a file system.
 */
public record TransferId(String text) {
    private static final Pattern FORM =
            Pattern.compile("[rl]-[0-9a-f]{1,40}-[0-9a-f]{32}-[0-9a-f-]{36}-[0-9]{1,3}-[0-9a-f]{16}");

    private static final Pattern UUID = Pattern.compile("[0-9a-f-]{36}");
    private static final String NOBODY = "0".repeat(32);

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

    /**
     * A new name.
     *
     * @param serial of the certificate, lower-case hexadecimal; "0" where there is none
     * @param fingerprint SHA-256 of the certificate, lower-case hexadecimal; empty where any node may come
     * @param instance UUID of the instance
     */
    public static TransferId fresh(
            boolean local,
            String serial,
            Optional<String> fingerprint,
            String instance,
            int disk,
            RandomGenerator random) {
        String print = fingerprint.orElse(NOBODY).substring(0, NOBODY.length());
        String unique = HexFormat.of().toHexDigits(random.nextLong());
        return new TransferId(
                String.join("-", local ? "l" : "r", serial, print, instance, Integer.toString(disk), unique));
    }

    /** The index of the disk. */
    public int disk() {
        String[] parts = text.split("-", -1);
        return Integer.parseInt(parts[parts.length - 2]);
    }

    /** Whether another cluster gets a disk of the instance with this UUID. */
    public boolean isExportOf(String instance) {
        return !local()
                && text.contains("-" + instance + "-")
                && UUID.matcher(instance).matches();
    }

    /** Whether it says that its transfer stays in the cluster. */
    boolean local() {
        return text.startsWith("l");
    }

    @Override
    public String toString() {
        return text;
    }
}
