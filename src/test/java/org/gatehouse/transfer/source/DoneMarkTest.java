package org.gatehouse.transfer.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneMarkTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void aBodySaysHowItEnded() {
        DoneMark mark = parse("{\"success\": true, \"bytes\": 5, \"sha256\": \""
                + DIGEST.toUpperCase(java.util.Locale.ROOT) + "\", \"message\": \"ok\", \"other\": [1]}");

        assertEquals(new DoneMark(Optional.of(true), OptionalLong.of(5), Optional.of(DIGEST), Optional.of("ok")), mark);
        assertEquals(Optional.of(mark), DoneMark.parse(mark.toJson()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", "{\"success\": null}"})
    void withoutAWordTheOutcomeIsUnknown(String body) {
        assertEquals(DoneMark.unknown(), parse(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "true",
                "{",
                "{\"success\": 1}",
                "{\"bytes\": 1.5}",
                "{\"bytes\": \"5\"}",
                "{\"sha256\": \"abc\"}",
                "{\"message\": 5}"
            })
    void whatIsNoSuchObjectIsRefused(String body) {
        assertTrue(DoneMark.parse(body.getBytes(UTF_8)).isEmpty());
    }

    @Test
    void aLongMessageIsCut() {
        assertEquals(
                1000,
                parse("{\"message\": \"" + "x".repeat(5000) + "\"}")
                        .message()
                        .orElseThrow()
                        .length());
    }

    private static DoneMark parse(String body) {
        return DoneMark.parse(body.getBytes(UTF_8)).orElseThrow();
    }
}
