package org.gatehouse.embedded.pattern;

import java.io.Serial;

/** A regular expression that is none, or may not be used; the message is what Perl's library says of it. */
public final class BadPatternException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int position;

    BadPatternException(int position, String complaint) {
        super(complaint, null, false, false);
        this.position = position;
    }

    /** Where in the expression the fault is. */
    public int position() {
        return position;
    }
}
