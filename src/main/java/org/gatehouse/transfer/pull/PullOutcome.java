package org.gatehouse.transfer.pull;

import java.util.Optional;

/**
 * What the source is told in the end.
 *
 * @param success whether the disk is whole, verified and synced
 * @param bytes how many came
 * @param sha256 of the whole disk, in hexadecimal digits, if known
 * @param message why it failed
 */
public record PullOutcome(boolean success, long bytes, Optional<String> sha256, Optional<String> message) {

    /** It went well. */
    public static PullOutcome success(PullResult result) {
        return new PullOutcome(true, result.received(), result.sha256(), Optional.empty());
    }

    /** It failed, for this reason. */
    public static PullOutcome failure(String message) {
        return new PullOutcome(false, 0, Optional.empty(), Optional.of(message));
    }
}
