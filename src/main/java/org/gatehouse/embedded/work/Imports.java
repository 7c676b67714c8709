package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/** Exports, read to make an instance of them. */
final class Imports {
    private static final String DIRECTORY = "/srv/ganeti/export/";
    private static final String ABSENT = "None";

    private Imports() {}

    /** Where an export's files are on its node. */
    static String directory(String name) {
        return DIRECTORY + name;
    }

    /** The export that the opcode names, by its node and directory or by the directory alone. */
    static Export find(Site site, Task task) {
        Args args = task.args();
        String path = args.has("src_path") ? args.text("src_path") : args.text("instance_name");
        String name = path.startsWith(DIRECTORY) ? path.substring(DIRECTORY.length()) : path;
        String wanted = args.has("src_node")
                ? site.node(args, "src_node", "src_node_uuid").uuid()
                : null;
        Export export = site.model().exports().all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .filter(candidate -> wanted == null || candidate.node().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wanted == null
                        ? Refusal.prerequisite("No export found for relative path " + path, Refusal.WRONG_INPUT)
                        : Refusal.execution("No export or invalid export found in dir " + directory(name)
                                + ": Export info file doesn't have the required fields"));
        Node node = site.model().nodes().get(export.node());
        Checks.online(node);
        args.set("src_node", node.name());
        args.set("src_node_uuid", node.uuid());
        args.set("src_path", directory(export.name()));
        return export;
    }

    private static Map<String, Object> section(Export export, String name) {
        return Values.map(export.description().get(name));
    }

    private static String text(Map<String, Object> section, String key) {
        Object value = section.get(key);
        return value == null || ABSENT.equals(value) ? null : String.valueOf(value);
    }

    /** Takes from the export what the opcode does not say itself. */
    static void read(Site site, Args args, Export export) {
        Map<String, Object> instance = section(export, "instance");
        args.set("os_type", text(section(export, "export"), "os"));
        if (args.list("disks").isEmpty()) {
            List<Object> disks = disks(instance);
            if (disks.isEmpty() && !"diskless".equals(args.text("disk_template"))) {
                throw Refusal.prerequisite(
                        "No disk info specified and the export is missing the disk information", Refusal.WRONG_INPUT);
            }
            args.set("disks", disks);
        }
        if (args.list("nics").isEmpty()) {
            args.set("nics", nics(site, instance));
        }
        if (args.list("tags").isEmpty()
                && text(instance, "tags") != null
                && !text(instance, "tags").isEmpty()) {
            args.set("tags", List.of(text(instance, "tags").split(" ", -1)));
        }
        if (!args.has("hypervisor")) {
            args.set("hypervisor", text(instance, "hypervisor"));
        }
        args.set("hvparams", Values.filled(section(export, "hypervisor"), args.map("hvparams")));
        args.set("beparams", Values.filled(section(export, "backend"), args.map("beparams")));
        args.set("osparams", Values.filled(section(export, "os"), args.map("osparams")));
        args.set("osparams_private", Values.filled(section(export, "os_private"), args.map("osparams_private")));
    }

    private static List<Object> disks(Map<String, Object> instance) {
        List<Object> disks = new ArrayList<>();
        for (int i = 0; instance.containsKey("disk" + i + "_size"); i++) {
            Map<String, Object> disk = new LinkedHashMap<>();
            disk.put("size", Long.valueOf(text(instance, "disk" + i + "_size")));
            disk.put("name", text(instance, "disk" + i + "_name"));
            disks.add(disk);
        }
        return disks;
    }

    private static List<Object> nics(Site site, Map<String, Object> instance) {
        List<Object> nics = new ArrayList<>();
        for (int i = 0; instance.containsKey("nic" + i + "_mac"); i++) {
            String start = "nic" + i + "_";
            Map<String, Object> nic = new LinkedHashMap<>();
            for (String key : List.of("ip", "mac", "name")) {
                nic.put(key, text(instance, start + key));
            }
            String network = text(instance, start + "network");
            if (network != null && site.model().networks().find(network).isPresent()) {
                nic.put("network", network);
            } else {
                for (String key : List.of("link", "mode", "vlan")) {
                    if (text(instance, start + key) != null) {
                        nic.put(key, text(instance, start + key));
                    }
                }
            }
            nics.add(nic);
        }
        return nics;
    }

    /** Refuses disks that are smaller than what they are filled with; what is not imported at all is told. */
    static void checkDisks(Task task, Export export, List<Disks.Wanted> disks) {
        Map<String, Object> instance = section(export, "instance");
        for (int i = 0; text(instance, "disk" + i + "_size") != null; i++) {
            long size = Long.parseLong(text(instance, "disk" + i + "_size"));
            if (i >= disks.size()) {
                task.warning("disk/" + i + " of the export is not imported");
            } else if (disks.get(i).size() < size) {
                throw Refusal.prerequisite(
                        "disk/" + i + " with " + disks.get(i).size()
                                + " MiB is smaller than the disk that was exported (" + size + " MiB)",
                        Refusal.WRONG_INPUT);
            }
        }
    }

    /** The MAC address that a card had, if the instance gets its old name again. */
    static String mac(Export export, String name, int card) {
        Map<String, Object> instance = section(export, "instance");
        return name.equals(text(instance, "name")) ? text(instance, "nic" + card + "_mac") : null;
    }

    /** Fills the new instance's disks with what was exported. */
    static void copy(Site site, Task task, Export export, Node node, Instance instance) throws InterruptedException {
        Map<String, Object> described = section(export, "instance");
        Node source = site.model().nodes().get(export.node());
        for (int i = 0; i < instance.disks().size(); i++) {
            String dump = text(described, "disk" + i + "_dump");
            if (dump == null) {
                continue;
            }
            task.log("Exporting disk/" + i + " from " + source.name() + " to " + node.name());
            Disk disk = instance.disks().get(i);
            site.nodes()
                    .call(
                            task,
                            node,
                            "blockdev_copy",
                            List.of(
                                    source.name(),
                                    directory(export.name()) + "/" + dump,
                                    false,
                                    node.name(),
                                    Disks.path(disk),
                                    Disks.shared(disk),
                                    disk.ivName(),
                                    disk.size()),
                            "Could not import disk/" + i);
            task.log("disk/" + i + " finished receiving data");
        }
    }
}
