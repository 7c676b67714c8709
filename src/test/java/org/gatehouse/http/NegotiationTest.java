package org.gatehouse.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of clients that want a disk, and what they get. */
class NegotiationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "absent",
            value = {
                "absent|identity",
                "''|identity",
                "identity|identity",
                "gzip|gzip",
                "GZIP|gzip",
                "x-gzip|gzip",
                "zstd|zstd",
                "gzip, identity;q=0.5|gzip",
                "gzip;q=0.5, identity|identity",
                "gzip;q=0.5|gzip",
                "gzip;q=0.4, zstd;q=0.6|zstd",
                "deflate, gzip, br, zstd|zstd",
                "*|identity",
                "gzip, *;q=0.1|gzip",
                "gzip;q=0.1, *|identity",
                "gzip, *|gzip",
                "identity;q=0, *|zstd",
                "br|none",
                "br, gzip|gzip",
                "br;q=1, identity;q=0.1|identity",
                "identity;q=0|none",
                "identity;q=0, br|none",
                "identity;q=0.000|none",
                "*;q=0|none",
                "*;q=0, identity|identity",
                "*;q=0, gzip;q=0.3|gzip",
                "gzip;q=0|identity",
                "br;q=0|identity",
                "gzip;q=0, br|none",
                "gzip;q=nonsense|gzip",
                " gzip ; q=1.0 ,,|gzip",
            })
    void acceptEncoding(String header, String coding) {
        assertEquals(
                Optional.of(coding).filter(name -> !name.equals("none")),
                ContentCodings.choose(header, List.of("identity", "zstd", "gzip")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "absent",
            value = {
                "absent|true",
                "''|true",
                "gzip, deflate|true",
                "br|true",
                "gzip, identity;q=0.1|true",
                "gzip, *;q=0.1|true",
                "identity;q=0, gzip|false",
                "gzip, IDENTITY ; Q=0.00|false",
                "*;q=0, gzip|false",
                "*;q=0, identity|true",
                "*, identity;q=0|false",
            })
    void identityIsTakenUnlessItIsExcluded(String header, boolean taken) {
        assertEquals(taken, ContentCodings.allowsIdentity(header));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "absent",
            value = {
                "absent|identity|true",
                "zstd|identity|false",
                "*|identity|true",
                "absent|gzip|false",
                "gzip;q=0|gzip|false",
            })
    void onlyWhatIsOfferedCanBeHad(String header, String offered, boolean found) {
        assertEquals(found, ContentCodings.choose(header, List.of(offered)).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "absent",
            value = {
                "absent|true",
                "''|true",
                "*/*|true",
                "application/*|true",
                "Application/Octet-Stream|true",
                "application/octet-stream;q=0.2|true",
                "application/octet-stream;x=y|true",
                "application/octet-stream;q=0|false",
                "application/octet-stream;q=0, */*|false",
                "*/*, application/octet-stream;q=0|false",
                "application/*;q=0, */*|false",
                "text/html, */*;q=0.1|true",
                "text/html|false",
                "text/html, application/json|false",
                "application/x-ganeti-instance-export|false",
                "application/x-ganeti-instance-export, application/octet-stream;q=0.1|true",
                "*|false",
            })
    void accept(String header, boolean accepted) {
        assertEquals(accepted, MediaRanges.accept(header, "application/octet-stream"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "absent",
            value = {
                "absent|ignored",
                "''|ignored",
                "bytes=0-|bytes 0-999/1000",
                "bytes=500-|bytes 500-999/1000",
                "bytes=500-599|bytes 500-599/1000",
                "bytes=0-0|bytes 0-0/1000",
                "bytes=-500|bytes 500-999/1000",
                "bytes=-5000|bytes 0-999/1000",
                "bytes=-0|bytes */1000",
                "bytes=999-|bytes 999-999/1000",
                "bytes=500-5000|bytes 500-999/1000",
                "bytes=500-99999999999999999999999|bytes 500-999/1000",
                "bytes=1000-|bytes */1000",
                "bytes=99999999999999999999999-|bytes */1000",
                "BYTES = 1 - 2 |bytes 1-2/1000",
                "bytes=600-500|ignored",
                "bytes=-|ignored",
                "bytes=|ignored",
                "bytes=a-b|ignored",
                "bytes=1-2-3|ignored",
                "bytes=+1-2|ignored",
                "bytes 1-2|ignored",
                "lines=1-2|ignored",
                "bytes=0-1,5-6|ignored",
                "bytes=0-1,|ignored",
            })
    void range(String header, String contentRange) {
        assertEquals(
                contentRange,
                ByteRange.parse(header, 1000).map(ByteRange::contentRange).orElse("ignored"));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-", "bytes=0-0", "bytes=-1"})
    void nothingHasNoParts(String header) {
        assertEquals(Optional.of("bytes */0"), ByteRange.parse(header, 0).map(ByteRange::contentRange));
    }

    @Test
    void aRangeOfBlanksTakesNoLongerThanItIsLong() {
        String blanks = " ".repeat(200_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertEquals(Optional.empty(), ByteRange.parse("bytes" + blanks + "=" + blanks + "x", 10)));
    }
}
