package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.gatehouse.http.HttpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic YTpiYw==",
                "basic YTpiYw==",
                "  bAsIc\t YTpiYw==  ",
                "Basic YTpiYw== and more",
                "Basic YTpiYw==junk",
                "Basic YT=piYw==",
                "Basic Y-Tp!iYw==",
                "Basic =YTpiYw=="
            })
    void whatPythonReadsIsRead(String header) {
        assertEquals(Optional.of(new Credentials("a", "bc")), Credentials.find(header));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "  ",
                "Digest username=a",
                "Bearer YTpiYw==",
                "YTpiYw==",
                "Basic YTpiYw=",
                "Basic YTpiYw",
                "Basic YTpiY",
                "Basic ====",
                "Basic YWJj",
                "Basic w6k6Yg==",
                "Basic YTpiYw=\u00e9="
            })
    void whatMeansNothingIsNobody(String header) {
        assertEquals(Optional.empty(), Credentials.find(header));
    }

    @Test
    void theFirstColonParts() {
        assertEquals(Optional.of(new Credentials("a", "b:c")), Credentials.find("Basic YTpiOmM="));
        assertEquals(Optional.of(new Credentials("", "")), Credentials.find("Basic Og=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", " basic ", "BASIC\t"})
    void aSchemeAloneIsABadRequest(String header) {
        HttpError error = assertThrows(HttpError.class, () -> Credentials.find(header));

        assertEquals(400, error.status());
        assertEquals("Basic authentication requires credentials", error.getMessage());
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertFalse(new Credentials("a", "sesame").toString().contains("sesame"));
    }
}
