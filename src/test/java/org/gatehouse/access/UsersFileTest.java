package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void theRightPasswordIsLetIn(String file, String password) throws BrokenFileException {
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
    void anyOtherIsNot(String file, String password) throws BrokenFileException {
        assertTrue(users(file).authenticate("u", password).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{HA1}", "{ha1}"})
    void aDigestStandsForTheNameAndThePassword(String scheme) throws BrokenFileException {
        UsersFile users = users("hasher " + scheme + HA1.toUpperCase(java.util.Locale.ROOT) + "\nother {HA1}" + HA1);

        assertTrue(users.authenticate("hasher", "hashpw").isPresent());
        assertTrue(users.authenticate("hasher", HA1).isEmpty());
        assertTrue(users.authenticate("other", "hashpw").isEmpty());
    }

    @Test
    void everythingAfterThePasswordIsOptions() throws BrokenFileException {
        Caller caller =
                users("u p read , instances.start ,").authenticate("u", "p").orElseThrow();

        assertEquals("u", caller.getName());
        assertEquals(Authentication.BASIC, caller.authentication());
        assertTrue(caller.may(Permission.INSTANCES_START));
        assertTrue(caller.may(Permission.QUERY_RUN));
        assertFalse(caller.may(Permission.INSTANCES_STOP));
    }

    @Test
    void aFileThatIsNoTextIsBroken() {
        assertThrows(BrokenFileException.class, () -> UsersFile.parse("u p\u00e9".getBytes(ISO_8859_1)));
    }

    @Test
    void oddLinesAreLoggedByNumberAndWithoutContent() throws BrokenFileException {
        try (CapturedLog log = new CapturedLog(UsersFile.class.getName())) {
            assertEquals(
                    2,
                    users("# first\nshort\nu {odd}secret\nv secret sesame,read").size());

            assertEquals(
                    List.of(
                            "WARNING users file, line 2: skipped, it has no password",
                            "WARNING users file, line 3: unknown form of password, none matches",
                            "WARNING users file, line 4: 1 unknown option(s), which grant nothing"),
                    log.lines());
        }
    }

    private static UsersFile users(String text) throws BrokenFileException {
        return UsersFile.parse(text.getBytes(UTF_8));
    }
}
