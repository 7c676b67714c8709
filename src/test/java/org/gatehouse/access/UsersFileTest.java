package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersFileTest {
    // The digest of "hasher:Ganeti Remote API:hashpw".
    private static final String HA1 = "44aa1a08114372948fcc7b9504e07ed1";

    @ParameterizedTest
    @CsvSource({
        "'u secret', secret",
        "'u {cleartext}secret', secret",
        "'u {ClearText}{x}', {x}",
        "'u {cleartext}', ''",
        "'u\tsecret \u00a0 read', secret",
        "'  u   secret  ', secret",
        "'u old\nu secret read', secret",
        "'u secret\u0085v other', secret",
        "'# u no\n\n#\nu\nu secret', secret"
    })
    void theRightPasswordIsLetIn(String file, String password) {
        assertTrue(users(file).authenticate("u", password).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "'u secret', Secret",
        "'u secret', ''",
        "'u secret', secretsecret",
        "'v secret', secret",
        "'u secret\nu newer', secret",
        "'u {cleartext', {cleartext",
        "'u {}secret', secret",
        "'u {}secret', {}secret",
        "'u {md5}secret', secret",
        "'u {HA1}secret', secret",
        "'u {x}00000000000000000000000000000000', 00000000000000000000000000000000",
        "'#u secret', secret",
        "'u', ''"
    })
    void anyOtherIsNot(String file, String password) {
        assertTrue(users(file).authenticate("u", password).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{HA1}", "{ha1}"})
    void aDigestStandsForTheNameAndThePassword(String scheme) {
        UsersFile users = users("hasher " + scheme + HA1.toUpperCase(java.util.Locale.ROOT) + "\nother {HA1}" + HA1);

        assertTrue(users.authenticate("hasher", "hashpw").isPresent());
        assertTrue(users.authenticate("hasher", HA1).isEmpty());
        assertTrue(users.authenticate("other", "hashpw").isEmpty());
    }

    @Test
    void everythingAfterThePasswordIsOptions() {
        Caller caller =
                users("u p read , instances.start ,").authenticate("u", "p").orElseThrow();

        assertEquals("u", caller.getName());
        assertEquals(Authentication.BASIC, caller.authentication());
        assertTrue(caller.may(Permission.INSTANCES_START));
        assertTrue(caller.may(Permission.QUERY_RUN));
        assertFalse(caller.may(Permission.INSTANCES_STOP));
    }

    @Test
    void aLineThatIsNotUtf8IsSkippedAndNamed() {
        List<String> warnings = new ArrayList<>();

        UsersFile users = UsersFile.parse(
                "# \u00e9\n\rb p\nu p\u00e9 write\r\nv secret \u00e9\nw secret\r\n".getBytes(ISO_8859_1),
                warnings::add);

        assertEquals(List.of("line 4: skipped, it is not UTF-8", "line 5: skipped, it is not UTF-8"), warnings);
        assertTrue(users.authenticate("b", "p").isPresent());
        assertTrue(users.authenticate("w", "secret").isPresent());
        assertEquals(2, users.size());
    }

    @Test
    void whatEditorsAddIsNoPartOfALine() {
        UsersFile users = users("\ufeffu secret write \t\u00a0\r\nv other \r\n\r\n");

        assertTrue(users.authenticate("u", "secret").orElseThrow().may(Permission.INSTANCES_STOP));
        assertTrue(users.authenticate("v", "other").isPresent());
    }

    @Test
    void oddLinesAreToldByNumberAndWithoutContent() {
        List<String> warnings = new ArrayList<>();

        UsersFile users = UsersFile.parse(
                ("# first\nshort\nu {odd}secret\nv secret sesame,read\nw {HA1}" + HA1 + "0\nx {ha1}MD5(stdin)= " + HA1
                                + " write\ny {HA1}" + HA1.replace('4', 'g'))
                        .getBytes(UTF_8),
                warnings::add);

        assertEquals(5, users.size());
        String digest = "{HA1} is not followed by the 32 hexadecimal digits of an MD5 digest, no password matches";
        assertEquals(
                List.of(
                        "line 2: skipped, it has no password",
                        "line 3: unknown form of password, no password matches",
                        "line 4: 1 unknown option(s), which grant nothing",
                        "line 5: " + digest,
                        "line 6: " + digest,
                        "line 6: 1 unknown option(s), which grant nothing",
                        "line 7: " + digest),
                warnings);
    }

    @Test
    void longLinesTakeNoLongerThanTheyAreLong() {
        String blanks = " ".repeat(2_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertTrue(
                        users("u" + blanks + "secret" + blanks + "x" + blanks + ",\n" + blanks + "\n#" + blanks)
                                .authenticate("u", "secret")
                                .isPresent()));
    }

    private static UsersFile users(String text) {
        return UsersFile.parse(text.getBytes(UTF_8), warning -> {});
    }
}
