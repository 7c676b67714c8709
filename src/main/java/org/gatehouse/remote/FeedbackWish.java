package org.gatehouse.remote;

import java.time.Duration;

/**
 * How a caller wants to hear of a call while it runs.
 *
 * @param interval the least time between two messages on the progress of one thing
 * @param heartbeat the longest silence; after three of them the connection counts as lost
 */
public record FeedbackWish(Duration interval, Duration heartbeat) {
    /** What a node does for whoever states nothing else. */
    public static final FeedbackWish USUAL = new FeedbackWish(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private static final int SILENCES = 3;

    /** The wish as the value of a header. */
    String header() {
        return "interval=" + seconds(interval) + ", heartbeat=" + seconds(heartbeat);
    }

    /** How long to wait for a byte. */
    Duration silence() {
        return heartbeat.multipliedBy(SILENCES);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? "" + duration.toSeconds() : "" + duration.toMillis() / 1000.0;
    }
}
