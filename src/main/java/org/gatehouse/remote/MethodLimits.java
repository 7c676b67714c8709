package org.gatehouse.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How long each operation may take in all, for a caller who hears nothing until it ends. Immutable. */
final class MethodLimits {
    private static final String RESOURCE = "methods.txt";
    private static final String OTHERS = "normal";
    private static final String DELAY = "test_delay";
    private static final double DELAY_MARGIN = 5;
    private static final double LONGEST_DELAY = 86_400;
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Duration> byMethod = new HashMap<>();
    private Duration others;

    private MethodLimits(List<String> lines) {
        Duration limit = null;
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.strip().split(" +", -1));
            if (line.startsWith(" ")) {
                for (String method : words) {
                    byMethod.put(method, Objects.requireNonNull(limit));
                }
            } else {
                limit = Duration.ofSeconds(Long.parseLong(words.get(1)));
                others = words.get(0).equals(OTHERS) ? limit : others;
            }
        }
    }

    /** Reads the table that comes with the application. */
    static MethodLimits load() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MethodLimits.class.getResourceAsStream(RESOURCE)), StandardCharsets.UTF_8))) {
            return new MethodLimits(in.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The limit of one call. */
    Duration of(String method, byte[] body) {
        return method.equals(DELAY) ? delay(body) : byMethod.getOrDefault(method, others);
    }

    private Duration delay(byte[] body) {
        try (JsonParser in = JSON.createParser(body)) {
            if (in.nextToken() == JsonToken.START_ARRAY && in.nextToken().isNumeric()) {
                double seconds = Math.min(Math.max(in.getDoubleValue(), 0), LONGEST_DELAY);
                return Duration.ofMillis((long) ((seconds + DELAY_MARGIN) * 1000));
            }
        } catch (IOException e) {
            System.getLogger(MethodLimits.class.getName())
                    .log(System.Logger.Level.DEBUG, "the body is for the node to refuse", e);
        }
        return others;
    }
}
