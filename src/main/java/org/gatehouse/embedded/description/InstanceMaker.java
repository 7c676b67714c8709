package org.gatehouse.embedded.description;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceParameters;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.Stamp;

/** Makes the instances that a description speaks of, spread over the nodes. */
final class InstanceMaker {
    private static final int MOST = 1_000_000;
    private static final long MOST_MEBIBYTES = 1L << 30;
    private static final int MOST_NICS = 8;

    private final ClusterConfig cluster;
    private final List<Node> nodes;
    private final Set<String> names = new HashSet<>();
    private int nics;

    InstanceMaker(ClusterConfig cluster, List<Node> nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
    }

    List<Instance> make(List<Part> parts) {
        List<Instance> instances = new ArrayList<>();
        for (Part part : parts) {
            part.allow(
                    "name",
                    "count",
                    "node",
                    "os",
                    "disk_template",
                    "disks",
                    "memory",
                    "vcpus",
                    "nics",
                    "running",
                    "tags");
            for (String name : part.names(MOST)) {
                if (!names.add(name)) {
                    throw part.bad("name", "'" + name + "' is there already");
                }
                instances.add(make(part, name, node(part, instances.size())));
            }
        }
        return instances;
    }

    private Node node(Part part, int index) {
        if (!part.has("node")) {
            return nodes.get(index % nodes.size());
        }
        String name = part.text("node");
        Optional<Node> named =
                nodes.stream().filter(node -> node.name().equals(name)).findFirst();
        return named.orElseThrow(() -> part.bad("node", "there is no node '" + name + "'"));
    }

    private Instance make(Part part, String name, Node node) {
        boolean running = part.truth("running", false);
        List<Disk> disks = disks(part, name, node);
        return new Instance(
                Maker.newUuid(),
                name,
                node.uuid(),
                part.text("os", ""),
                cluster.texts("enabled_hypervisors").get(0),
                InstanceParameters.NONE.withBeparams(beparams(part)),
                running ? new InstanceState("up", "admin", true, true) : InstanceState.DOWN,
                disks,
                nics((int) part.number("nics", 1, 0, MOST_NICS)),
                null,
                new TreeSet<>(part.texts("tags", List.of())),
                Stamp.NONE);
    }

    private static Map<String, Object> beparams(Part part) {
        long memory = part.number("memory", 128, 1, MOST_MEBIBYTES);
        return Map.of("minmem", memory, "maxmem", memory, "vcpus", part.number("vcpus", 1, 1, 1 << 20));
    }

    private List<Disk> disks(Part part, String name, Node node) {
        List<Long> sizes = part.numbers("disks", 1, MOST_MEBIBYTES);
        String template = part.text("disk_template", sizes.isEmpty() ? "diskless" : "file");
        String directory = switch (template) {
            case "file" -> cluster.setting("file_storage_dir") + "/" + name;
            case "sharedfile" -> cluster.setting("shared_file_storage_dir") + "/" + name;
            case "diskless" -> "";
            default -> throw part.bad("disk_template", "expected diskless, file or sharedfile");
        };
        if (template.equals("diskless") != sizes.isEmpty()) {
            throw part.bad("disks", "instances without disks are diskless, and the other way round");
        }
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            String uuid = Maker.newUuid();
            String path =
                    directory + "/" + uuid + "." + (template.equals("file") ? "file" : "sharedfile") + ".disk" + i;
            disks.add(new Disk(
                    uuid,
                    null,
                    template,
                    List.of("loop", path),
                    List.of(node.uuid()),
                    "disk/" + i,
                    sizes.get(i),
                    "rw",
                    Map.of(),
                    null,
                    Stamp.NONE));
        }
        return disks;
    }

    private List<Nic> nics(int count) {
        List<Nic> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String mac = String.format(
                    "%s:%02x:%02x:%02x",
                    cluster.setting("mac_prefix"), nics >> 16 & 0xff, nics >> 8 & 0xff, nics & 0xff);
            nics++;
            made.add(new Nic(Maker.newUuid(), null, mac, null, null, Map.of()));
        }
        return made;
    }
}
