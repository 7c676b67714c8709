package org.gatehouse.transfer.source;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.transfer.record.TransferId;

/**
 * Where one transfer stands.
 *
 * @param id its name
 * @param state whether it is open, done or gone
 * @param success whether the client has everything; empty as long as it has not said so
 * @param bytes how many of the disk's bytes have been sent, those counted again that were sent again
 * @param size of the disk in bytes; 0 if it is gone
 * @param sha256 of the whole disk as the client has it, in lower-case hexadecimal digits, if it told
 * @param message what the client had to say at the end, if anything
 * @param streams how many downloads are under way
 * @param rate in bytes per second, of the last seconds
 * @param left how long it will still take at that rate; empty if nobody can know
 */
public record Status(
        TransferId id,
        State state,
        Optional<Boolean> success,
        long bytes,
        long size,
        Optional<String> sha256,
        Optional<String> message,
        int streams,
        long rate,
        Optional<Duration> left) {

    /** The stages of a transfer. */
    public enum State {
        /** It can be downloaded. */
        OPEN,
        /** The client has said that it is finished, successfully or not. */
        DONE,
        /** There is no such transfer any more, or never was. */
        GONE
    }

    /** Checks that nothing is missing. */
    public Status {
        Objects.requireNonNull(id);
        Objects.requireNonNull(state);
        Objects.requireNonNull(success);
        Objects.requireNonNull(sha256);
        Objects.requireNonNull(message);
        Objects.requireNonNull(left);
    }

    static Status gone(TransferId id) {
        return new Status(
                id, State.GONE, Optional.empty(), 0, 0, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());
    }
}
