package org.gatehouse.transfer.service;

import java.util.Locale;

/** Which way the bytes of a transfer go. */
enum Kind {
    /** Out of an instance's disks. */
    EXPORT,
    /** Into an instance's disks. */
    IMPORT;

    /** The word that clients read. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
