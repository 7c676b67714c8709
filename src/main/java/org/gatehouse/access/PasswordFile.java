package org.gatehouse.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.gatehouse.access.TextLines.Line;

/** A file whose first line is a password; what editors add (a byte order mark, blanks at the line's end) is no part of it. */
public final class PasswordFile {
    private static final int MOST_BYTES = 64 << 10;
    private static final Pattern NO_OTHER_ENDS = Pattern.compile("(?!)");

    private PasswordFile() {}

    /** Reads the password; the exception names the file and the line, and nothing of the content. */
    public static String read(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST_BYTES + 1);
        }
        if (content.length > MOST_BYTES) {
            throw new IOException(file + ": longer than " + MOST_BYTES + " bytes, which no password file is");
        }
        Line first = TextLines.of(content, NO_OTHER_ENDS).get(0);
        if (!first.isUtf8()) {
            throw new IOException(file + ", line 1: the password is not UTF-8");
        }
        if (first.text().isEmpty()) {
            throw new IOException(file + ", line 1: there is no password");
        }
        return first.text();
    }
}
