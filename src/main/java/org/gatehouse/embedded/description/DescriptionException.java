package org.gatehouse.embedded.description;

import java.io.Serial;

/** A description that cannot be followed; the message names the place and what is wrong there. */
public final class DescriptionException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DescriptionException(String message) {
        // The place in the code says nothing to whoever has to mend a file.
        super(message, null, false, false);
    }
}
