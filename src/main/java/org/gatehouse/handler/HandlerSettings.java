package org.gatehouse.handler;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the handler is and how much of it may be asked.
 *
 * @param socket the Unix socket at which it listens
 * @param connectLimit how long to try to connect; it is absent for a moment when it is started again
 * @param silence how long it may say nothing; it gives a sign of life every few seconds
 * @param most how many calls may be under way at once
 * @param largestAnswer how many bytes an answer may have
 */
public record HandlerSettings(Path socket, Duration connectLimit, Duration silence, int most, int largestAnswer) {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int MOST = 1024;
    private static final int LARGEST_ANSWER = 256 << 20;

    /** The usual limits. */
    public static HandlerSettings at(Path socket) {
        return new HandlerSettings(socket, CONNECT_LIMIT, SILENCE, MOST, LARGEST_ANSWER);
    }
}
