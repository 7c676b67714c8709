package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of storage that nodes can have. */
final class Storage {
    /** The kinds that disks of the templates are on. */
    private static final Map<String, String> TYPES = Map.of(
            "blockdev", "blockdev",
            "diskless", "diskless",
            "drbd", "lvm-vg",
            "ext", "ext",
            "file", "file",
            "gluster", "gluster",
            "plain", "lvm-vg",
            "rbd", "rados",
            "sharedfile", "sharedfile");

    private static final Set<String> REPORTED = Set.of("file", "gluster", "lvm-pv", "lvm-vg", "sharedfile");

    private Storage() {}

    /** That a disk template which needs this kind is enabled. */
    static void enabled(Site site, String type) {
        List<String> templates = site.cluster().texts("enabled_disk_templates");
        String wanted = type.equals("lvm-pv") ? "lvm-vg" : type;
        if (templates.stream().noneMatch(template -> wanted.equals(TYPES.get(template)))) {
            throw Refusal.prerequisite("No disk template of storage type '" + wanted
                    + "' is enabled in this cluster. Enabled disk templates are: " + String.join(",", templates));
        }
    }

    /** The kind that is asked about unless the opcode says. */
    static String usual(Site site) {
        String type = TYPES.get(site.cluster().texts("enabled_disk_templates").get(0));
        if (!REPORTED.contains(type)) {
            throw Refusal.prerequisite("Storage reporting for storage type '" + type
                    + "' is not supported. Please use the --storage-type option to specify one of the supported storage types ("
                    + Texts.joined(REPORTED.stream().sorted().toList())
                    + ") or set the default disk template to one that supports storage reporting.");
        }
        return type;
    }

    /** Where a kind of storage is; {@code null} if nodes do not have it. */
    static String directory(Site site, String type) {
        return switch (type) {
            case "file" -> (String) site.cluster().setting("file_storage_dir");
            case "sharedfile" -> (String) site.cluster().setting("shared_file_storage_dir");
            default -> null;
        };
    }
}
