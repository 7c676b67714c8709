package org.gatehouse.noderpc;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a caller wants feedback.
 *
 * @param interval the least time between two messages on the progress of the same thing
 * @param heartbeat the longest silence
 */
record FeedbackOptions(Duration interval, Duration heartbeat) {
    /** The media type of the stream, without its version. */
    static final String MEDIA_TYPE = "application/x-ganeti-rpc-stream";

    private static final String VERSION = "1";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

    /** What the header {@code Ganeti-Feedback} says. What is missing or no number has its default, what is out of range is moved into it. */
    static FeedbackOptions of(HttpServletRequest request) {
        String header =
                Optional.ofNullable(request.getHeader("Ganeti-Feedback")).orElse("");
        return new FeedbackOptions(seconds(header, "interval", 1, 0.2, 60), seconds(header, "heartbeat", 15, 5, 300));
    }

    /**
     * Whether the caller asked for the stream: only by its name, since an unmodified master takes anything and understands
     * nothing but the plain answer. An HTTP/1.0 caller could not tell a stream's end from a lost connection.
     */
    static boolean wanted(HttpServletRequest request) {
        return !request.getProtocol().equals("HTTP/1.0")
                && Collections.list(request.getHeaders("Accept")).stream()
                        .flatMap(header -> Stream.of(header.split(",", -1)))
                        .anyMatch(FeedbackOptions::isStream);
    }

    private static boolean isStream(String range) {
        String[] parts = range.split(";", -1);
        return parts[0].strip().equalsIgnoreCase(MEDIA_TYPE)
                && value(parts, "v").orElse(VERSION).equals(VERSION)
                && isMoreThanNothing(value(parts, "q").orElse("1"));
    }

    private static boolean isMoreThanNothing(String weight) {
        return WEIGHT.matcher(weight).matches() && Double.parseDouble(weight) > 0;
    }

    private static Duration seconds(String header, String name, double usual, double least, double most) {
        double seconds = value(header.split(",", -1), name)
                .map(NUMBER::matcher)
                .filter(Matcher::matches)
                .map(number -> Double.parseDouble(number.group()))
                .orElse(usual);
        return Duration.ofMillis(Math.round(1000 * Math.min(most, Math.max(least, seconds))));
    }

    private static Optional<String> value(String[] parts, String name) {
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals >= 0
                    && part.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return Optional.of(part.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }
}
