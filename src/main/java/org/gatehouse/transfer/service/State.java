package org.gatehouse.transfer.service;

import java.util.Locale;

/** How far a transfer has come. */
enum State {
    /** An export whose disks are being made ready. */
    OPENING(false),
    /** An export whose disks can be read. */
    OPEN(false),
    /** An import that has not been told its sources. */
    WAITING(false),
    /** An import that fills its disks. */
    RUNNING(false),
    /** Every byte has arrived. */
    DONE(true),
    /** It has failed; the message says why. */
    FAILED(true),
    /** Somebody did not want it any more. */
    CANCELLED(true),
    /** Its time was over. */
    EXPIRED(true);

    private final boolean ended;

    State(boolean ended) {
        this.ended = ended;
    }

    /** Whether nothing can happen to it any more. */
    boolean ended() {
        return ended;
    }

    /** The word that clients read. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of this word. */
    static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
