package org.gatehouse.app;

import java.io.Serial;

/** Settings with which Gatehouse will not start; the message names the key or the file, and what to do. */
public final class SettingsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        // The place in the code says nothing to whoever has to mend a file.
        super(message, null, false, false);
    }
}
