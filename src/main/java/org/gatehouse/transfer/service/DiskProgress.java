package org.gatehouse.transfer.service;

import java.util.OptionalDouble;

/**
 * How far one disk is, as the node tells it.
 *
 * @param state open, done or gone; empty while nothing is known
 * @param success what whoever reads it has said; {@code null} if nothing
 * @param bytes how many have passed
 * @param rate bytes a second, if known
 * @param eta seconds left, if known
 * @param streams how many downloads are under way
 * @param sha256 of the whole disk in hexadecimal digits, or {@code null}
 * @param message what was said at the end, or {@code null}
 */
record DiskProgress(
        String state,
        Boolean success,
        long bytes,
        OptionalDouble rate,
        OptionalDouble eta,
        long streams,
        String sha256,
        String message) {
    /** Nothing has happened yet. */
    static final DiskProgress NONE =
            new DiskProgress("open", null, 0, OptionalDouble.empty(), OptionalDouble.empty(), 0, null, null);

    /** So many bytes, at this pace. */
    DiskProgress at(long count, OptionalDouble pace, OptionalDouble left) {
        return new DiskProgress(state, success, count, pace, left, streams, sha256, message);
    }

    /** As a node's answer says. */
    DiskProgress with(java.util.Map<String, Object> told) {
        return new DiskProgress(
                Values.text(told.get("state")),
                told.get("success") instanceof Boolean truth ? truth : null,
                Math.max(bytes, Values.whole(told.get("bytes"), 0)),
                rate,
                eta,
                Values.whole(told.get("streams"), 0),
                told.get("sha256") instanceof String digest ? digest : null,
                told.get("message") instanceof String text ? text : null);
    }

    /** Whether its reader has said that it is finished. */
    boolean isDone() {
        return state.equals("done");
    }
}
