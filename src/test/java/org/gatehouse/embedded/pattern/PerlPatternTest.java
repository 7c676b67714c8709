package org.gatehouse.embedded.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.gatehouse.cluster.ClusterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerlPatternTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static boolean found(String expression, String text) throws BadPatternException {
        return PerlPattern.of(expression).isIn(text, new Effort(1_000_000));
    }

    @Test
    void aPatternThatIsTooLongIsRefused() throws BadPatternException {
        assertTrue(found("a".repeat(4096), "a".repeat(4096)));

        BadPatternException fault = assertThrows(BadPatternException.class, () -> PerlPattern.of("a".repeat(4097)));

        assertEquals(4096, fault.position());
        assertEquals("regular expression is too large", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(){2000000000}", "a{65536}", "a{1,65536}"})
    void countsHaveALimit(String expression) {
        assertEquals(
                "number too big in {} quantifier",
                assertThrows(BadPatternException.class, () -> PerlPattern.of(expression))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{1000}){1000}){1000}", "(?:(?:){60000}){60000}", "(){60000}(){60000}"})
    void repetitionsMayNotAddUp(String expression) {
        assertEquals(
                "regular expression is too large",
                assertThrows(BadPatternException.class, () -> PerlPattern.of(expression))
                        .getMessage());
    }

    @Test
    void alternativesThatLookAtNothingMayNotBeCombined() {
        assertThrows(BadPatternException.class, () -> PerlPattern.of("(|)".repeat(64) + "(?!)"));
        assertThrows(BadPatternException.class, () -> PerlPattern.of("(^|$)".repeat(64) + "(?!)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(web|db)[0-9]{1,3}\\.example\\.(com|net)$",
                "^web1|^web2|^db1$",
                "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|web",
                "^(?:|x)web",
                "^[^]}]+$",
                "w(e{0})?"
            })
    void ordinaryPatternsAreTaken(String expression) throws BadPatternException {
        assertTrue(found(expression, "web17.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(.*)(.*)(.*)(.*)(.*)(.*)(.*)b$", "(.*a){12}b"})
    void whatSearchesForEverIsGivenUp(String expression) {
        assertTimeout(
                SOON,
                () -> assertEquals(
                        "ParameterError",
                        assertThrows(ClusterException.class, () -> found(expression, "a".repeat(60) + "!"))
                                .errorClass()));
    }

    /** Some JDKs see that these need no second look, others do not. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(a*)*$b"})
    void noSearchTakesLong(String expression) {
        assertTimeout(SOON, () -> {
            try {
                assertFalse(found(expression, "a".repeat(60) + "!"));
            } catch (ClusterException e) {
                assertEquals("ParameterError", e.errorClass());
            }
        });
    }

    @Test
    void effortIsSharedBySearches() throws BadPatternException {
        Effort effort = new Effort(1000);
        PerlPattern pattern = PerlPattern.of("x");
        for (int i = 0; i < 9; i++) {
            assertFalse(pattern.isIn("a".repeat(100), effort));
        }

        assertThrows(ClusterException.class, () -> {
            pattern.isIn("a".repeat(100), effort);
            pattern.isIn("a".repeat(100), effort);
        });
    }
}
