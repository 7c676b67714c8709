package org.gatehouse.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisksTest {
    private static final String NAME = "web.example";
    private static final long MEBI = 1 << 20;

    @TempDir
    private Path directory;

    private WorkBench bench;

    @BeforeEach
    void open() {
        bench = new WorkBench(directory, 2);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Path file(String node, Disk disk) {
        return directory.resolve(node + Disks.path(disk));
    }

    private Instance withDisk() throws Exception {
        return bench.create(NAME, "disk_template", "file", "disks", List.of(Map.of("size", 64)));
    }

    @Test
    void disksAreFilesThatComeAndGoWithTheInstance() throws Exception {
        Disk disk = withDisk().disks().get(0);
        assertEquals(64 * MEBI, Files.size(file("node1.example", disk)));
        assertEquals("* disk 0, size 64M", bench.log.get(0));
        assertTrue(bench.log.contains("* running the instance OS create scripts..."), bench.log.toString());
        bench.run("OP_INSTANCE_GROW_DISK", "instance_name", NAME, "disk", 0, "amount", 32, "absolute", false);
        assertEquals(96 * MEBI, Files.size(file("node1.example", disk)));
        assertEquals("Growing disk 0 of instance 'web.example' by 32M to 96M", bench.log.get(0));
        bench.run("OP_INSTANCE_REMOVE", "instance_name", NAME);
        assertFalse(Files.exists(file("node1.example", disk)));
        assertFalse(Files.exists(file("node1.example", disk).getParent()));
    }

    private Object[] importOf(Object... disks) {
        return new Object[] {
            "instance_name",
            "copy.example",
            "mode",
            "import",
            "src_node",
            "node2",
            "src_path",
            NAME,
            "disk_template",
            "file",
            "disks",
            List.of(disks),
            "nics",
            List.of(Map.of("mac", "generate", "ip", "198.51.100.24")),
            "conflicts_check",
            false,
            "pnode",
            "node1",
            "start",
            false,
            "name_check",
            false,
            "ip_check",
            false
        };
    }

    @Test
    void anImportIntoASmallerDiskIsRefused() throws Exception {
        withDisk();
        bench.run("OP_BACKUP_EXPORT", "instance_name", NAME, "target_node", "node2");

        List<Object> refusal = bench.refusal("OP_INSTANCE_CREATE", importOf(Map.of("size", 60)));

        assertEquals(
                List.of(
                        "OpPrereqError",
                        "disk/0 with 60 MiB is smaller than the disk that was exported (64 MiB)",
                        "wrong_input"),
                refusal);
        assertTrue(bench.model.instances().named("copy.example").isEmpty());

        bench.run("OP_INSTANCE_CREATE", importOf(Map.of("size", 68)));
        Disk disk = bench.instance("copy.example").disks().get(0);
        assertEquals(68 * MEBI, Files.size(file("node1.example", disk)));
    }

    @Test
    void anExportedFileThatIsLargerThanItsDescriptionIsNotImported() throws Exception {
        Disk disk = withDisk().disks().get(0);
        bench.run("OP_BACKUP_EXPORT", "instance_name", NAME, "target_node", "node2");
        Path dump = directory.resolve("node2.example/srv/ganeti/export/" + NAME + "/" + disk.uuid());
        Files.write(dump, new byte[1], StandardOpenOption.APPEND);

        List<Object> refusal = bench.refusal("OP_INSTANCE_CREATE", importOf(Map.of("size", 64)));

        assertEquals("OpExecError", refusal.get(0));
        assertTrue(refusal.get(1).toString().contains("has 64 MiB, too few for 67108865 bytes"), refusal.toString());
        assertTrue(bench.model.instances().named("copy.example").isEmpty());
    }

    @Test
    void wipingTellsHowFarItIs() throws Exception {
        bench.model.change(edit -> edit.put(bench.model.cluster().with("prealloc_wipe_disks", true)));
        withDisk();
        assertTrue(bench.log.contains("* wiping instance disks..."));
        assertTrue(bench.log.contains(" - INFO: * Wiping disk 0"));
        assertTrue(bench.log.stream().anyMatch(line -> line.startsWith(" - INFO:  - done: ")), bench.log.toString());
    }

    @Test
    void wipingRemovesWhatIsInTheFile() throws Exception {
        Disk disk = withDisk().disks().get(0);
        Path file = file("node1.example", disk);
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
        Site site = new Site(bench.model, null, ParameterTypes.load(), RemoteDisks.none("a test"));
        assertEquals(1, site.model().instances().size());
        bench.model.change(edit -> edit.put(bench.model.cluster().with("prealloc_wipe_disks", true)));
        Files.delete(file);
        bench.run("OP_INSTANCE_RECREATE_DISKS", "instance_name", NAME);
        try (var in = Files.newInputStream(file)) {
            assertEquals(0, in.read());
        }
    }

    @Test
    void anInstanceIsMovedWithTheContentOfItsDisks() throws Exception {
        Disk disk = withDisk().disks().get(0);
        Files.write(file("node1.example", disk), new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
        bench.run("OP_INSTANCE_MOVE", "instance_name", NAME, "target_node", "node2");
        assertFalse(Files.exists(file("node1.example", disk)));
        try (var in = Files.newInputStream(file("node2.example", disk))) {
            assertEquals(1, in.read());
        }
        assertEquals(List.of("node2-uuid"), bench.instance(NAME).disks().get(0).nodes());
    }

    @Test
    void disksAreAddedRenamedDetachedAndConverted() throws Exception {
        withDisk();
        assertEquals(
                List.of(List.of("disk/1", "add:size=16,mode=rw")),
                bench.run(
                        "OP_INSTANCE_SET_PARAMS",
                        "instance_name",
                        NAME,
                        "disks",
                        List.of(List.of("add", -1, Map.of("size", "16", "name", "data")))));
        assertEquals(
                List.of(List.of("disk.mode/1", "ro")),
                bench.run(
                        "OP_INSTANCE_SET_PARAMS",
                        "instance_name",
                        NAME,
                        "disks",
                        List.of(List.of("modify", "data", Map.of("mode", "ro")))));
        bench.run("OP_INSTANCE_SET_PARAMS", "instance_name", NAME, "disks", List.of(List.of("detach", 1, Map.of())));
        assertEquals(1, bench.model.looseDisks().size());
        bench.run(
                "OP_INSTANCE_SET_PARAMS",
                "instance_name",
                NAME,
                "disks",
                List.of(List.of("attach", -1, Map.of("name", "data"))));
        assertEquals(0, bench.model.looseDisks().size());
        bench.run("OP_INSTANCE_SET_PARAMS", "instance_name", NAME, "disk_template", "sharedfile");
        assertEquals("sharedfile", bench.instance(NAME).diskTemplate());
        bench.run(
                "OP_INSTANCE_RENAME",
                "instance_name",
                NAME,
                "new_name",
                "db.example",
                "name_check",
                false,
                "ip_check",
                false);
        assertTrue(Disks.path(bench.instance("db.example").disks().get(0)).contains("/db.example/"));
        bench.run("OP_INSTANCE_REMOVE", "instance_name", "db");
    }

    @Test
    void policiesCountOnlyWithTheirOverride() throws Exception {
        withDisk();
        assertEquals(
                "Growing disk 0 violates policy: disk-size/0 value 1048640 is not in range [1, 1048576]",
                bench.refusal("OP_INSTANCE_GROW_DISK", "instance_name", NAME, "disk", 0, "amount", 1_048_576)
                        .get(1));
    }
}
