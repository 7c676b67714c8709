package org.gatehouse.opcode;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final GanetiVersion V30 = GanetiVersion.BASELINE;
    private static final GanetiVersion V31 = GanetiVersion.parse("3.1.0");

    private final Catalogue catalogue = Catalogue.load();

    @ParameterizedTest
    @ValueSource(strings = {"3.0.2", "3.1.0"})
    void everyDefaultIsAValueOfItsType(String version) {
        assertAll(catalogue.opcodes(GanetiVersion.parse(version)).stream()
                .flatMap(opcode -> opcode.parameters().stream()
                        .filter(parameter -> !parameter.required())
                        .map(parameter -> () -> assertTrue(
                                parameter.accepts(parameter.defaultValue()), opcode.id() + " " + parameter))));
    }

    @Test
    void countsTheOpcodesOfEachRelease() {
        assertEquals(75, catalogue.opcodes(V30).size());
        assertEquals(76, catalogue.opcodes(V31).size());
        assertEquals(catalogue.opcodes(V30), catalogue.opcodes(GanetiVersion.parse("2.16.0")));
        assertEquals(catalogue.opcodes(V31), catalogue.opcodes(GanetiVersion.parse("4.0.0")));
    }

    @Test
    void tellsWhatIsKnownOfAnOpcode() {
        OpcodeDefinition export = catalogue.find("OP_BACKUP_EXPORT", V30).orElseThrow();
        assertTrue(export.rapi());
        assertEquals(Optional.of("instance_name"), export.summaryField());
        assertEquals("tuple(bool,list(bool))", export.resultType());
        assertEquals("OpBackupExport", export.className());
        assertEquals(
                List.of("dry_run", "debug_level", "priority", "depends", "comment", "reason"),
                export.parameters().stream().map(Parameter::name).skip(16).toList());
        Parameter timeout = export.findParameter("shutdown_timeout").orElseThrow();
        assertEquals("ge0(int)", timeout.typeText());
        assertEquals(120, timeout.defaultValue());
        assertFalse(timeout.required());
        assertTrue(export.findParameter("target_node").orElseThrow().required());
        assertFalse(catalogue.find("OP_TEST_DELAY", V30).orElseThrow().rapi());
        assertEquals(
                Optional.empty(),
                catalogue.find("OP_CLUSTER_QUERY", V30).orElseThrow().summaryField());
    }

    @Test
    void acceptsAnOrdinaryOpcode() {
        assertDoesNotThrow(() -> catalogue.check(instance(), V30));
    }

    @Test
    void refusesTheFirstUnknownParameterInTheCallersOrder() {
        Opcode opcode = instance().with("mode", 5).with("zulu", 1).with("alpha", 1);
        assertRefused(opcode, "UNKNOWN_PARAMETER Object OpInstanceCreate doesn't support the parameter 'zulu'");
        assertRefused(
                opcode.with("self", 1),
                "UNKNOWN_PARAMETER BaseOpCode.__init__() got multiple values for argument 'self'");
    }

    @Test
    void refusesTheFirstBadValueInTheCataloguesOrder() {
        Opcode opcode = instance().with("priority", 3).with("tags", 1).with("disks", 1);
        assertRefused(opcode, "INVALID_VALUE Parameter 'OP_INSTANCE_CREATE.disks' fails validation");
        assertRefused(
                instance().with("priority", 3),
                "INVALID_VALUE Parameter 'OP_INSTANCE_CREATE.priority' fails validation");
    }

    @Test
    void treatsARequiredParameterLeftOutAsNull() {
        assertRefused(
                Opcode.named("OP_INSTANCE_REMOVE"),
                "INVALID_VALUE Parameter 'OP_INSTANCE_REMOVE.instance_name' fails validation");
        assertRefused(
                new Opcode("OP_INSTANCE_STARTUP", withNull("instance_name", "x", "force")),
                "INVALID_VALUE Parameter 'OP_INSTANCE_STARTUP.force' fails validation");
    }

    @Test
    void takesAnIntegerForAFloat() {
        Opcode delay = Opcode.named("OP_TEST_DELAY");
        assertDoesNotThrow(() -> catalogue.check(delay.with("duration", 1), V30));
        assertDoesNotThrow(() -> catalogue.check(delay.with("duration", 0.5), V30));
        assertRefused(
                delay.with("duration", true), "INVALID_VALUE Parameter 'OP_TEST_DELAY.duration' fails validation");
        assertRefused(delay.with("duration", BigInteger.TEN.pow(400)), "CRASHES int too large to convert to float");
    }

    @Test
    void passesOnWhatUpsetsGanetisOwnCheck() {
        assertRefused(instance().with("mode", List.of()), "UNCHECKABLE unhashable type: 'list'");
        assertRefused(
                Opcode.named("OP_GROUP_ADD").with("group_name", "g").with("alloc_policy", List.of()),
                "INVALID_VALUE Parameter 'OP_GROUP_ADD.alloc_policy' fails validation");
        assertRefused(
                Opcode.named("OP_NETWORK_ADD").with("network_name", "n").with("network", "192.0.2.1/24"),
                "CRASHES 192.0.2.1/24 has host bits set");
    }

    @Test
    void checksOpcodesInsideOthers() {
        Opcode multi = Opcode.named("OP_INSTANCE_MULTI_ALLOC");
        assertDoesNotThrow(() -> catalogue.check(multi.with("instances", List.of(instance())), V30));
        assertRefused(
                multi.with("instances", List.of(instance(), instance().with("start", "no"))),
                "INVALID_VALUE Parameter 'OP_INSTANCE_CREATE.start' fails validation");
    }

    @Test
    void knowsNoOpcodeBeforeItsRelease() {
        Opcode rename =
                Opcode.named("OP_NETWORK_RENAME").with("network_name", "a").with("new_name", "b");
        assertThrows(IllegalArgumentException.class, () -> catalogue.check(rename, V30));
        assertDoesNotThrow(() -> catalogue.check(rename, V31));
        assertThrows(IllegalArgumentException.class, () -> catalogue.check(Opcode.named("OP_NONE"), V31));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OP_CLUSTER_VERIFY_DISKS", "OP_GROUP_VERIFY_DISKS"})
    void knowsStrictnessOfDiskChecksSince31(String id) {
        assertTrue(
                catalogue.find(id, V30).orElseThrow().findParameter("is_strict").isEmpty());
        assertEquals(
                true,
                catalogue
                        .find(id, V31)
                        .orElseThrow()
                        .findParameter("is_strict")
                        .orElseThrow()
                        .defaultValue());
    }

    @Test
    void knowsConditionalHotplugUntil31() {
        Opcode modify = Opcode.named("OP_INSTANCE_SET_PARAMS")
                .with("instance_name", "x")
                .with("hotplug_if_possible", true);
        assertDoesNotThrow(() -> catalogue.check(modify, V30));
        OpcodeException refusal = assertThrows(OpcodeException.class, () -> catalogue.check(modify, V31));
        assertEquals(
                "Object OpInstanceSetParams doesn't support the parameter 'hotplug_if_possible'", refusal.getMessage());
    }

    @Test
    void changesDefaultsWith31() {
        assertEquals(Map.of(V30, true, V31, false), defaults("OP_INSTANCE_CREATE", "name_check"));
        assertEquals(Map.of(V30, true, V31, false), defaults("OP_INSTANCE_RENAME", "ip_check"));
        assertEquals(Map.of(V30, false, V31, true), defaults("OP_INSTANCE_SET_PARAMS", "hotplug"));
    }

    @Test
    void redactsSecretsAndWhatItDoesNotKnow() {
        Opcode secret =
                instance().with("osparams_secret", Map.of("root", "hunter2")).with("unheard", "of");
        Opcode shown = catalogue.redacted(secret);
        assertEquals(instance().with("osparams_secret", "<hidden>").with("unheard", "<hidden>"), shown);

        Opcode many = Opcode.named("OP_INSTANCE_MULTI_ALLOC")
                .with("instances", List.of(secret, Map.of("osparams_private", Map.of("a", "b"), "start", true)));
        assertEquals(
                List.of(shown, Map.of("osparams_private", "<hidden>", "start", true)),
                catalogue.redacted(many).parameters().get("instances"));
        assertEquals(
                Map.of("a", "<hidden>"),
                catalogue.redacted(Opcode.named("OP_NONE").with("a", 1)).parameters());
    }

    @Test
    void keepsSecretParametersThatAreNotSet() {
        Opcode opcode = new Opcode("OP_INSTANCE_CREATE", withNull("instance_name", "x", "osparams_private"));
        assertEquals(opcode, catalogue.redacted(opcode));
    }

    @Test
    void knowsWhichParametersAreSecret() {
        List<String> secrets = catalogue.opcodes(V30).stream()
                .flatMap(opcode -> opcode.parameters().stream())
                .filter(Parameter::secret)
                .map(Parameter::name)
                .distinct()
                .sorted()
                .toList();
        assertEquals(List.of("osparams_private", "osparams_private_cluster", "osparams_secret"), secrets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OP_X result=any\n  a str",
                "OP_X rapi",
                "OP_X result=any\n  a wrong required",
                "OP_X result=any\n  a str default=oops",
                "alias A dict(str"
            })
    void refusesALineItDoesNotUnderstand(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        assertThrows(IllegalArgumentException.class, () -> CatalogueReader.read(lines, V30));
    }

    private void assertRefused(Opcode opcode, String expected) {
        OpcodeException refusal = assertThrows(OpcodeException.class, () -> catalogue.check(opcode, V30));
        assertEquals(expected, refusal.kind() + " " + refusal.getMessage());
    }

    private Map<GanetiVersion, Object> defaults(String id, String name) {
        Map<GanetiVersion, Object> defaults = new HashMap<>();
        Stream.of(V30, V31)
                .forEach(version -> defaults.put(
                        version,
                        catalogue
                                .find(id, version)
                                .orElseThrow()
                                .findParameter(name)
                                .orElseThrow()
                                .defaultValue()));
        return defaults;
    }

    private static Opcode instance() {
        return Opcode.named("OP_INSTANCE_CREATE")
                .with("instance_name", "web1.example.com")
                .with("mode", "create")
                .with("disks", List.of(Map.of("size", 1024)))
                .with("nics", List.of(Map.of("mode", "bridged")));
    }

    private static Map<String, Object> withNull(String name, Object value, String nameOfNull) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(name, value);
        parameters.put(nameOfNull, null);
        return parameters;
    }
}
