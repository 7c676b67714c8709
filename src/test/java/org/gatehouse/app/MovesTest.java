package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.access.CapturedLog;
import org.gatehouse.transfer.command.MoveRun;
import org.gatehouse.transfer.command.RapiAccess;
import org.gatehouse.transfer.command.RapiClient;
import org.gatehouse.transfer.command.RapiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What arrives when an instance is moved between two embedded clusters, field by field, as transfers.md has it in a table. */
@Timeout(120)
class MovesTest {
    private static final Path TABLE = Path.of("src/site/markdown/transfers.md");
    private static final Path DESCRIPTION = Path.of("src/test/embedded/test-cluster.json");
    private static final String NODE = "n1.gatehouse.test";
    private static final String NAME = "odd_one.gatehouse.test";
    private static final List<String> CARD =
            List.of("name", "uuid", "ip", "mac", "mode", "link", "vlan", "network", "network_facts");
    private static final Pattern FIELD = Pattern.compile("`([a-z_.]+)`");

    @TempDir
    Path directory;

    private TransferCluster source;
    private TransferCluster target;
    private RapiAccess from;
    private RapiAccess to;

    @BeforeEach
    void start() throws Exception {
        source = new TransferCluster(directory.resolve("source"), "0123456789abcdef", NODE, Optional.of(DESCRIPTION));
        target = new TransferCluster(directory.resolve("target"), "0123456789abcdef", NODE, Optional.of(DESCRIPTION));
        from = source.serveRapi(directory.resolve("from"));
        to = target.serveRapi(directory.resolve("to"));
        network(source, "br1");
        network(target, "br2");
    }

    @AfterEach
    void stop() throws Exception {
        source.close();
        target.close();
    }

    private static void network(TransferCluster cluster, String link) throws Exception {
        cluster.result(cluster.submit(
                "OP_NETWORK_ADD", "network_name", "lan", "network", "192.0.2.0/24", "conflicts_check", false));
        cluster.result(cluster.submit(
                "OP_NETWORK_CONNECT",
                "group_name",
                "default",
                "network_name",
                "lan",
                "network_mode",
                "bridged",
                "network_link",
                link,
                "conflicts_check",
                false));
    }

    private void create(String name, Object... more) throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        Object[] usual = TransferCluster.instance(name, "create", "pnode", NODE, "start", false);
        Stream.of(usual, more).forEach(pairs -> {
            for (int i = 0; i < pairs.length; i += 2) {
                all.put((String) pairs[i], pairs[i + 1]);
            }
        });
        Object[] flat = all.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        source.result(source.submit("OP_INSTANCE_CREATE", flat));
    }

    /** The fields of the instance information; each field of cards and disks is one, with the values of all of them. */
    private static Map<String, Object> information(TransferCluster cluster, String name) throws Exception {
        Map<?, ?> told = (Map<?, ?>) ((Map<?, ?>) cluster.result(cluster.submit(
                        "OP_INSTANCE_QUERY_DATA", "instances", List.of(name), "static", true, "use_locking", false)))
                .get(name);
        Map<String, Object> fields = new TreeMap<>();
        told.forEach((field, value) -> fields.put((String) field, value));
        for (Object card : (List<?>) fields.remove("nics")) {
            List<?> facts = (List<?>) card;
            assertEquals(CARD.size(), facts.size());
            for (int i = 0; i < CARD.size(); i++) {
                add(fields, "nics." + CARD.get(i), facts.get(i));
            }
            Object network = facts.get(CARD.size() - 1);
            add(fields, "nics.network_name", network instanceof Map<?, ?> map ? map.get("name") : null);
        }
        for (Object disk : (List<?>) fields.remove("disks")) {
            ((Map<?, ?>) disk).forEach((field, value) -> add(fields, "disks." + field, value));
        }
        return fields;
    }

    @SuppressWarnings("unchecked") // made here
    private static void add(Map<String, Object> fields, String name, Object value) {
        ((List<Object>) fields.computeIfAbsent(name, absent -> new ArrayList<>())).add(value);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, Object> shown(RapiAccess access, String path) throws Exception {
        return (Map<String, Object>) new RapiClient(access).get(path, Duration.ofSeconds(20));
    }

    private static Map<String, Object> instance(RapiAccess access, String name) throws Exception {
        return shown(access, "/2/instances/" + name);
    }

    /** What becomes of each field, by the table's column with this number. */
    private static Map<String, String> documented(int column) throws Exception {
        Map<String, String> fields = new TreeMap<>();
        List<String> lines = Files.readAllLines(TABLE);
        int at = lines.indexOf("| instance information | Remote API | after a move |") + 2;
        for (; lines.get(at).startsWith("|"); at++) {
            String[] cells = lines.get(at).split("\\|", -1);
            for (Matcher field = FIELD.matcher(cells[column]); field.find(); ) {
                fields.put(field.group(1), cells[3].strip());
            }
        }
        return fields;
    }

    private static void assertAsDocumented(
            Map<String, String> documented, Map<String, Object> before, Map<String, Object> after) {
        assertEquals(documented.keySet(), new TreeSet<>(before.keySet()), "every field must be in the table");
        Set<String> changed = new TreeSet<>();
        documented.forEach((field, becomes) -> {
            Object old = before.get(field);
            if (becomes.startsWith("kept")
                    && !(old == null ? after.get(field) == null : old.equals(after.get(field)))) {
                changed.add(field + ": " + old + " became " + after.get(field));
            }
        });
        assertEquals(Set.of(), changed);
    }

    @Test
    void whatIsKeptAndWhatIsNotIsInTheTable() throws Exception {
        create(
                NAME,
                "disks",
                List.of(Map.of("size", 16, "name", "root"), Map.of("size", 32, "mode", "ro", "name", "data.1")),
                "nics",
                List.of(
                        Map.of("network", "lan", "ip", "pool", "name", "eth-a"),
                        Map.of("mode", "bridged", "link", "br7", "vlan", ".100", "ip", "198.51.100.9"),
                        Map.of("link", "br8"),
                        Map.of()),
                "beparams",
                Map.of("maxmem", 256, "minmem", 128, "vcpus", 2, "auto_balance", false, "spindle_use", 3),
                "osparams",
                Map.of("size", "3"),
                "tags",
                List.of("a:b", "x/y", "c@d", "e+f", "g.h", "i*j", "k_l", "m-n"));
        source.fill(NAME, 0, 0, 5_000_000);
        source.result(source.submit("OP_INSTANCE_SET_PARAMS", "instance_name", NAME, "offline", true));
        Map<String, Object> information = information(source, NAME);
        Map<String, Object> instance = instance(from, NAME);
        Path disk = Files.copy(source.disk(NAME, 0), directory.resolve("copy"));

        MoveRun move = MoveRun.of(from, to, "--target-node", NODE, NAME);

        assertEquals(0, move.status(), move.said());
        assertEquals(-1, Files.mismatch(disk, target.disk(NAME, 0)));
        assertAsDocumented(documented(1), information, information(target, NAME));
        Map<String, Object> arrived = instance(to, NAME);
        assertAsDocumented(documented(2), instance, arrived);
        List<?> own = (List<?>) arrived.get("custom_nicparams");
        assertEquals(((List<?>) instance.get("custom_nicparams")).subList(1, 4), own.subList(1, 4));
        assertEquals(List.of(Map.of("link", "br8"), Map.of()), own.subList(2, 4));
        assertEquals("br2", ((List<?>) arrived.get("nic.links")).get(0));
        assertEquals("offline", arrived.get("admin_state"));
        assertEquals(Optional.empty(), source.instance(NAME, "name"));
        assertEquals(List.of(), source.remains());
        assertEquals(List.of(), target.remains());
    }

    private static Map<String, Object> osparamsPrivate(RapiAccess access) throws Exception {
        return shown(access, "/2/instances/" + NAME + "/osparams-private");
    }

    private static String jobs(RapiAccess access) throws Exception {
        return new RapiClient(access)
                .get("/2/jobs?bulk=1", Duration.ofSeconds(20))
                .toString();
    }

    @Test
    void privateOsParametersGoAlongAndAreShownNowhereElse() throws Exception {
        try (CapturedLog log = new CapturedLog("")) {
            create(NAME, "osparams_private", Map.of("pw", "geheim", "size", "geheimer"));
            source.result(source.submit("OP_INSTANCE_STARTUP", "instance_name", NAME));
            RapiAccess reader = new RapiAccess(
                    from.cluster(),
                    Optional.of("reader"),
                    from.passwordFile(),
                    from.certificate(),
                    from.key(),
                    from.authority());
            assertEquals(
                    403,
                    assertThrows(RapiException.class, () -> osparamsPrivate(reader))
                            .status());

            MoveRun move = MoveRun.of(from, to, "--target-node", NODE, NAME);

            assertEquals(0, move.status(), move.said());
            assertTrue(move.said().contains("private OS parameters that go along: pw, size\n"), move.said());
            assertEquals(Map.of("pw", "geheim", "size", "geheimer"), osparamsPrivate(to));
            assertEquals(Optional.of(true), target.instance(NAME, "oper_state"));
            assertEquals(404, gone().status());
            assertTrue(jobs(to).contains("pw"), jobs(to));
            for (String text :
                    List.of(move.said(), jobs(from), jobs(to), log.lines().toString())) {
                assertFalse(text.contains("geheim"), text);
            }
        }
    }

    private RapiException gone() {
        return assertThrows(RapiException.class, () -> osparamsPrivate(from));
    }

    @Test
    void privateOsParametersAreReplacedOrDroppedIfTheCommandLineSaysSo() throws Exception {
        create(NAME, "osparams_private", Map.of("pw", "geheim", "size", "geheimer"));
        Path file = Files.writeString(directory.resolve("private.json"), "{\"pw\": geheim}");
        MoveRun broken = MoveRun.of(from, to, "--osparams-private", file.toString(), NAME);
        assertEquals(2, broken.status());
        assertFalse(broken.said().contains("geheim"), broken.said());

        Files.writeString(file, "{\"pw\": \"offen\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        MoveRun move = MoveRun.of(from, to, "--target-node", NODE, "--osparams-private", file.toString(), NAME);

        assertEquals(0, move.status(), move.said());
        assertTrue(move.said().contains("can be read or written by other users"), move.said());
        assertTrue(move.said().contains("private OS parameters that go along: pw, size\n"), move.said());
        assertFalse(move.said().contains("geheim") || move.said().contains("offen"), move.said());
        assertEquals(Map.of("pw", "offen", "size", "geheimer"), osparamsPrivate(to));

        move = MoveRun.of(to, from, "--target-node", NODE, "--drop-osparams-private", NAME);

        assertEquals(0, move.status(), move.said());
        assertTrue(move.said().contains("private OS parameters that are lost: pw, size\n"), move.said());
        assertEquals(Map.of(), osparamsPrivate(from));
        assertEquals(
                List.of(), shown(from, "/2/instances/" + NAME + "/transfers").get("osparams_private_names"));
    }

    @Test
    void aRunningInstanceWithoutDisksIsMoved() throws Exception {
        create(NAME, "disk_template", "diskless", "disks", List.of(), "osparams_private", Map.of("pw", "geheim"));
        source.result(source.submit("OP_INSTANCE_STARTUP", "instance_name", NAME));

        MoveRun refused = MoveRun.of(from, to, "--disk-template", "file", "--target-node", NODE, NAME);
        assertEquals(1, refused.status(), refused.said());
        assertEquals(Optional.of(true), source.instance(NAME, "oper_state"));
        refused = MoveRun.of(from, to, "--net", "7:link=br1", "--target-node", NODE, NAME);
        assertEquals(1, refused.status(), refused.said());

        MoveRun move = MoveRun.of(from, to, "--net", "0:link=br9", "--target-node", NODE, NAME);

        assertEquals(0, move.status(), move.said());
        assertEquals(Optional.of(true), target.instance(NAME, "oper_state"));
        assertEquals(Optional.of(List.of("br9")), target.instance(NAME, "nic.links"));
        assertEquals(Map.of("pw", "geheim"), osparamsPrivate(to));
        assertEquals(Optional.empty(), source.instance(NAME, "name"));
    }

    @Test
    void whatCannotBeMovedRunsAgainAtTheSource() throws Exception {
        create(NAME, "disk_template", "diskless", "disks", List.of());
        source.result(source.submit("OP_INSTANCE_STARTUP", "instance_name", NAME));
        MoveRun refused = MoveRun.of(from, to, "--net", "0:network=elsewhere", "--target-node", NODE, NAME);

        assertEquals(1, refused.status(), refused.said());
        assertTrue(refused.said().contains("elsewhere"), refused.said());
        assertEquals(Optional.of(true), source.instance(NAME, "oper_state"));
        assertEquals(Optional.empty(), target.instance(NAME, "name"));
    }
}
