package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.Stamp;

/** Disks as the cluster knows them: what may be asked for, and where their files are. */
final class Disks {
    static final int MOST = 16;

    private static final Set<String> MODES = Set.of("ro", "rw");
    private static final Set<String> FILE_BASED = Set.of("file", "sharedfile");
    private static final String DRIVER = "loop";

    private Disks() {}

    /** A disk that is wanted. */
    record Wanted(long size, String mode, String name, Integer spindles) {}

    static boolean fileBased(String template) {
        return FILE_BASED.contains(template);
    }

    static void checkMode(Object mode) {
        if (!MODES.contains(String.valueOf(mode))) {
            throw Refusal.prerequisite("Invalid disk access mode '" + Texts.plain(mode) + "'", Refusal.WRONG_INPUT);
        }
    }

    /** The disks that an opcode wants, checked. */
    static List<Wanted> compute(List<Map<String, Object>> disks, String template) {
        List<Wanted> wanted = new ArrayList<>();
        for (Map<String, Object> disk : disks) {
            Object mode = disk.getOrDefault("mode", "rw");
            checkMode(mode);
            Long size = Values.whole(disk.get("size"));
            if (size == null) {
                throw Refusal.prerequisite("Missing disk size", Refusal.WRONG_INPUT);
            }
            checkProvider(disk, template);
            Long spindles = Values.whole(disk.get("spindles"));
            wanted.add(new Wanted(
                    size,
                    (String) mode,
                    name(disk.get("name")),
                    spindles == null ? null : (Integer) spindles.intValue()));
        }
        return wanted;
    }

    static void checkProvider(Map<String, Object> disk, String template) {
        if (Values.truth(disk.get("provider"))) {
            throw Refusal.prerequisite(
                    "The 'provider' option is only valid for the ext disk template, not " + template,
                    Refusal.WRONG_INPUT);
        }
    }

    /** That spindles are given only where storage is exclusive, which it never is here. */
    static void checkSpindles(Object spindles) {
        if (spindles != null) {
            throw Refusal.prerequisite(
                    "Spindles in instance disks cannot be specified when exclusive storage is not active",
                    Refusal.WRONG_INPUT);
        }
    }

    /** A device's name; {@code none} is none. */
    static String name(Object name) {
        return name == null || String.valueOf(name).equalsIgnoreCase("none") ? null : String.valueOf(name);
    }

    /** The directory of an instance's disks; {@code null} for templates without. */
    static String directory(Site site, String template, String instance, String below) {
        if (!fileBased(template)) {
            return null;
        }
        Object base = site.cluster().setting(template.equals("file") ? "file_storage_dir" : "shared_file_storage_dir");
        if (!Values.truth(base)) {
            throw Refusal.prerequisite(
                    "Cluster file storage dir for '" + template + "' storage type not defined", Refusal.WRONG_STATE);
        }
        return base + "/" + (below == null ? "" : below + "/") + instance;
    }

    /** New disks, not yet made; says so in the job's log. */
    static List<Disk> generate(
            Task task, String template, String node, List<Wanted> wanted, String directory, int firstIndex) {
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Wanted disk = wanted.get(i);
            int index = firstIndex + i;
            task.log("* disk " + index + ", size " + Texts.size(disk.size()));
            String path = directory + "/" + Site.newUuid() + "." + template + ".disk" + index;
            disks.add(new Disk(
                    Site.newUuid(),
                    disk.name(),
                    template,
                    List.of(DRIVER, path),
                    template.equals("file") ? List.of(node) : List.of(),
                    "disk/" + index,
                    disk.size(),
                    disk.mode(),
                    Map.of(),
                    disk.spindles(),
                    Stamp.NONE));
        }
        return disks;
    }

    static String path(Disk disk) {
        return (String) disk.logicalId().get(1);
    }

    /** The directory that a disk's file is in. */
    static String directory(Disk disk) {
        return path(disk).substring(0, path(disk).lastIndexOf('/'));
    }

    static boolean shared(Disk disk) {
        return disk.devType().equals("sharedfile");
    }

    /** A disk's file somewhere else. */
    static Disk at(Disk disk, String path) {
        List<Object> id = new ArrayList<>(disk.logicalId());
        id.set(1, path);
        return disk.withPlace(disk.devType(), id, disk.nodes());
    }

    /** The disks with their names within the instance put in order. */
    static List<Disk> numbered(List<Disk> disks) {
        List<Disk> numbered = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            numbered.add(disks.get(i).withIvName("disk/" + i));
        }
        return numbered;
    }

    /** The directories of removed disks in which no disk remains. */
    static Set<String> emptied(List<Disk> removed, List<Disk> all) {
        Set<String> directories = new HashSet<>();
        removed.forEach(disk -> directories.add(directory(disk)));
        all.stream().filter(disk -> !removed.contains(disk)).forEach(disk -> directories.remove(directory(disk)));
        return directories;
    }

    /** What activating disks answers: node, name, device. */
    static List<Object> devices(Node node, Instance instance) {
        return instance.disks().stream()
                .map(disk -> (Object) Arrays.<Object>asList(node.name(), disk.ivName(), path(disk)))
                .toList();
    }

    /** The disk at that index of an instance. */
    static Disk find(Instance instance, long index) {
        if (index < 0 || index >= instance.disks().size()) {
            throw Refusal.prerequisite(
                    "Invalid disk index: " + index + " (instace has disks 0 to "
                            + (instance.disks().size() - 1),
                    Refusal.WRONG_INPUT);
        }
        return instance.disks().get((int) index);
    }
}
