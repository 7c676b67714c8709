package org.gatehouse.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A node's answer, taken apart.
 *
 * @param success whether the operation succeeded
 * @param payload what came of it, the JSON text byte for byte; after a failure, the failure's text
 */
record NodeAnswer(boolean success, String payload) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    /** Reads {@code [success, payload]}; empty if the bytes are not that. */
    static Optional<NodeAnswer> read(byte[] answer) {
        try (JsonParser in = JSON.createParser(answer)) {
            if (in.nextToken() != JsonToken.START_ARRAY || !in.nextToken().isBoolean()) {
                return Optional.empty();
            }
            boolean success = in.getBooleanValue();
            if (in.nextToken() == JsonToken.END_ARRAY) {
                return Optional.empty();
            }
            String text = in.currentToken() == JsonToken.VALUE_STRING && !success ? in.getText() : null;
            int from = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            if (in.nextToken() != JsonToken.END_ARRAY) {
                return Optional.empty();
            }
            int to = (int) in.currentTokenLocation().getByteOffset();
            String raw = new String(answer, from, to - from, StandardCharsets.UTF_8).strip();
            return in.nextToken() == null
                    ? Optional.of(new NodeAnswer(success, text == null ? raw : text))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
