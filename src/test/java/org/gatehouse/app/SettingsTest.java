package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void everyKeyAndItsDefaultIsPinned() {
        Map<String, String> pinned = new LinkedHashMap<>();
        pinned.put("cluster", "luxi");
        pinned.put("luxi.socket", "/var/run/ganeti/socket/ganeti-query");
        pinned.put("luxi.master-file", "/var/lib/ganeti/ssconf_master_node");
        pinned.put("luxi.connect-limit", "30s");
        pinned.put("luxi.call-limit", "60s");
        pinned.put("luxi.connections", "32");
        pinned.put("luxi.waiting", "128");
        pinned.put("luxi.watches", "1000");
        pinned.put("embedded.directory", "/var/lib/gatehouse/cluster");
        pinned.put("embedded.cluster", "");
        pinned.put("rapi.users", "/var/lib/ganeti/rapi/users");
        pinned.put("rapi.require-authentication", "true");
        pinned.put("rapi.body-limit", "10485760");
        pinned.put("rapi.lists-per-caller", "16");
        pinned.put("rapi.lists-per-connection", "16");
        pinned.put("rapi.port", "");
        pinned.put("node.port", "");
        pinned.put("node.handler", "/run/gatehouse-handler/socket");
        pinned.put("node.candidates", "/var/lib/ganeti/ssconf_master_candidates_certs");
        pinned.put("node.server-certificate", "/var/lib/ganeti/server.pem");
        pinned.put("node.body-limit", "67108864");
        pinned.put("transfer.port", "");
        pinned.put("transfer.directory", "/var/lib/gatehouse/transfers");
        pinned.put("transfer.records", "/run/ganeti/transfers");
        pinned.put("transfer.disks", "handler");
        pinned.put("transfer.public-url", "");
        pinned.put("transfer.proxies", "");
        pinned.put("access.rules", "");
        pinned.put("access.authorities", "");
        pinned.put("stop.timeout", "30s");

        Map<String, String> found = Arrays.stream(Setting.values())
                .collect(Collectors.toMap(Setting::key, Setting::defaultText, (a, b) -> a, LinkedHashMap::new));

        assertEquals(pinned, found);
    }

    @Test
    void aVariableIsTheKeyInCapitalsBehindTheProjectsName() {
        assertEquals("GATEHOUSE_RAPI_REQUIRE_AUTHENTICATION", Setting.RAPI_REQUIRE_AUTHENTICATION.variable());
    }

    @Test
    void theSystemPropertyNamesTheFileBeforeTheEnvironmentDoes() throws IOException {
        Path first = file("first.properties", "luxi.connections=1");
        Path second = file("second.properties", "luxi.connections=2");

        Settings settings = Settings.load(config(first), Map.of("GATEHOUSE_CONFIG", second.toString()));

        assertEquals("1", settings.text(Setting.LUXI_CONNECTIONS));
        assertEquals(first.toString(), settings.origin());
    }

    @Test
    void theEnvironmentNamesTheFileWhenNoSystemPropertyDoes() throws IOException {
        Path file = file("some.properties", "luxi.connections=2");

        Settings settings = Settings.load(new Properties(), Map.of("GATEHOUSE_CONFIG", file.toString()));

        assertEquals("2", settings.text(Setting.LUXI_CONNECTIONS));
    }

    @Test
    void aDirectoryStandsForTheFileOfTheUsualNameInIt() throws IOException {
        Path file = file("gatehouse.properties", "luxi.connections=3");

        Settings settings = Settings.load(config(directory), Map.of());

        assertEquals("3", settings.text(Setting.LUXI_CONNECTIONS));
        assertEquals(file.toString(), settings.origin());
    }

    @Test
    void aNamedFileThatIsMissingStopsTheStart() {
        Path missing = directory.resolve("missing.properties");

        assertNames(missing.toString(), () -> Settings.load(config(missing), Map.of()));
    }

    @Test
    void aFileThatIsNotUtf8StopsTheStart() throws IOException {
        Path file = directory.resolve("latin.properties");
        Files.write(file, new byte[] {'c', 'l', 'u', 's', 't', 'e', 'r', '=', (byte) 0xe9});

        assertNames(file.toString(), () -> Settings.load(config(file), Map.of()));
    }

    @Test
    void anEnvironmentVariableOverridesTheFile() throws IOException {
        Path file = file("gatehouse.properties", "luxi.connections=3\nluxi.waiting=4");

        Settings settings = Settings.load(config(file), Map.of("GATEHOUSE_LUXI_CONNECTIONS", "5"));

        assertEquals(5, settings.number(Setting.LUXI_CONNECTIONS, 1, 1000));
        assertEquals(4, settings.number(Setting.LUXI_WAITING, 1, 1000));
    }

    @Test
    void anEmptyEnvironmentVariableTurnsASettingOff() {
        Settings settings = settings("access.rules", "/etc/rules", Map.of("GATEHOUSE_ACCESS_RULES", ""));

        assertEquals(Optional.empty(), settings.findPath(Setting.ACCESS_RULES));
    }

    @Test
    void anUnknownKeyStopsTheStartWithItsName() throws IOException {
        Path file = file("gatehouse.properties", "luxi.sockett=/tmp/x");

        assertNames("'luxi.sockett'", () -> Settings.load(config(file), Map.of()));
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        assertEquals("luxi", settings("cluster", " luxi \t").word(Setting.CLUSTER, List.of("luxi")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "embeded", "LUXI"})
    void aWordThatIsNotAmongThoseAllowedIsRefused(String text) {
        assertNames("'cluster'", () -> settings("cluster", text).word(Setting.CLUSTER, List.of("luxi")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "TRUE"})
    void truthIsTrueOrFalseAndNothingElse(String text) {
        assertNames(
                "'rapi.require-authentication'",
                () -> settings("rapi.require-authentication", text).truth(Setting.RAPI_REQUIRE_AUTHENTICATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "socket", "../socket", "/nul\0byte"})
    void aPathIsAbsolute(String text) {
        assertNames("'luxi.socket'", () -> settings("luxi.socket", text).path(Setting.LUXI_SOCKET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1001", "-1", "3.0", "many", "99999999999"})
    void aNumberIsWholeAndInItsRange(String text) {
        assertNames(
                "'luxi.connections'",
                () -> settings("luxi.connections", text).number(Setting.LUXI_CONNECTIONS, 1, 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "0s", "-1s", "1h", "1.5s", "s"})
    void aTimeHasAUnitAndIsMoreThanNone(String text) {
        assertNames("'luxi.call-limit'", () -> settings("luxi.call-limit", text).duration(Setting.LUXI_CALL_LIMIT));
    }

    @Test
    void timesAreInMillisecondsSecondsOrMinutes() {
        assertEquals(
                Duration.ofMillis(500), settings("luxi.call-limit", "500ms").duration(Setting.LUXI_CALL_LIMIT));
        assertEquals(Duration.ofSeconds(30), settings("luxi.call-limit", "30s").duration(Setting.LUXI_CALL_LIMIT));
        assertEquals(Duration.ofMinutes(2), settings("luxi.call-limit", "2m").duration(Setting.LUXI_CALL_LIMIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "https"})
    void aPortIsOneOfTcps(String text) {
        assertNames("'rapi.port'", () -> settings("rapi.port", text).findPort(Setting.RAPI_PORT));
    }

    @Test
    void aPortMayBeLeftOut() {
        assertEquals(OptionalInt.empty(), settings("rapi.port", "").findPort(Setting.RAPI_PORT));
        assertEquals(OptionalInt.of(5080), settings("rapi.port", "5080").findPort(Setting.RAPI_PORT));
    }

    @Test
    void aRefusalTellsWhatWasExpectedAndWhereTheValueMayComeFrom() {
        SettingsException refusal = assertThrows(
                SettingsException.class, () -> settings("luxi.waiting", "lots").number(Setting.LUXI_WAITING, 0, 9));

        assertEquals(
                "bad value for the setting 'luxi.waiting': expected a whole number from 0 to 9, not 'lots'"
                        + " (the test, or the environment variable GATEHOUSE_LUXI_WAITING)",
                refusal.getMessage());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static Properties config(Path file) {
        Properties system = new Properties();
        system.setProperty("gatehouse.config", file.toString());
        return system;
    }

    private static Settings settings(String key, String text) {
        return settings(key, text, Map.of());
    }

    private static Settings settings(String key, String text, Map<String, String> environment) {
        Properties file = new Properties();
        file.setProperty(key, text);
        return Settings.of(file, environment, "the test");
    }

    private static void assertNames(String name, Executable reading) {
        String message = assertThrows(SettingsException.class, reading).getMessage();
        assertTrue(message.contains(name), message);
    }
}
