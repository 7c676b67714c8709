package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be said about a new instance's parameters without looking at nodes. */
final class CreateArguments {
    private CreateArguments() {}

    /** Checks them in Ganeti's order, and looks the instance's name up if that is asked for. */
    static void check(Site site, Task task) {
        Args args = task.args();
        if (args.flag("forthcoming") && args.flag("commit")) {
            throw Refusal.prerequisite(
                    "Forthcoming generation and commiting are mutually exclusive", Refusal.WRONG_INPUT);
        }
        if (args.flag("forthcoming") || args.flag("commit")) {
            throw Refusal.unsupported("forthcoming instances");
        }
        if (args.flag("instance_communication")) {
            throw Refusal.unsupported("instance communication");
        }
        if (args.flag("no_install") && args.flag("start")) {
            task.info("No-installation mode selected, disabling startup");
            args.set("start", false);
        }
        args.set("instance_name", Resolver.normalized(args.text("instance_name")));
        resolve(site, task);
        Nics.forced(site, args.list("nics"));
        template(site, args);
        disks(site, args);
        if (!args.has("file_driver") && Disks.fileBased(args.text("disk_template"))) {
            args.set("file_driver", "loop");
        }
        Checks.allocatorOrNode(site, args, "iallocator", "pnode");
        if (args.has("pnode") && args.has("snode")) {
            task.warning("Secondary node will be ignored on non-mirrored disk template");
            args.set("snode", null);
        }
        if (args.flag("opportunistic_locking") && !args.has("iallocator")) {
            throw Refusal.prerequisite(
                    "Opportunistic locking is only available in combination with an instance allocator",
                    Refusal.WRONG_INPUT);
        }
        mode(site, task);
    }

    private static void resolve(Site site, Task task) {
        Args args = task.args();
        if (!args.flag("name_check")) {
            if (args.flag("ip_check")) {
                throw Refusal.prerequisite("Cannot do IP address check without a name check", Refusal.WRONG_INPUT);
            }
            return;
        }
        Resolver.Host host = Resolver.resolve(site, task, args.text("instance_name"));
        args.set("instance_name", host.name());
        task.resolved(host.address());
    }

    private static void template(Site site, Args args) {
        if (!args.has("disk_template")) {
            args.set(
                    "disk_template",
                    site.cluster().texts("enabled_disk_templates").get(0));
        }
        Checks.templateEnabled(site, args.text("disk_template"));
    }

    /** The disks that are wanted, their values in the right types. */
    static List<Map<String, Object>> disks(Site site, Args args) {
        List<Map<String, Object>> disks = new ArrayList<>();
        for (Object disk : args.list("disks")) {
            disks.add(site.types().forced("disk", Values.map(disk)));
        }
        Checks.deviceNames(
                "disk", disks.stream().map(disk -> (String) disk.get("name")).toList(), List.of());
        long adopted = disks.stream().filter(disk -> disk.containsKey("adopt")).count();
        if (adopted > 0 && adopted < disks.size()) {
            throw Refusal.prerequisite("Either all disks are adopted or none is", Refusal.WRONG_INPUT);
        }
        if (adopted > 0) {
            throw Refusal.prerequisite(
                    "Disk adoption is not supported for the '" + args.text("disk_template") + "' disk template",
                    Refusal.WRONG_INPUT);
        }
        return disks;
    }

    private static void mode(Site site, Task task) {
        Args args = task.args();
        Object image = args.map("osparams").get("os-image");
        switch (args.text("mode")) {
            case "import" -> {
                args.set("force_variant", true);
                if (args.flag("no_install")) {
                    task.info("No-installation mode has no effect during import");
                }
            }
            case "create" -> {
                if (image != null) {
                    throw Refusal.unsupported("OS images");
                }
                if (!args.has("os_type")) {
                    throw Refusal.prerequisite("No guest OS or OS image specified", Refusal.WRONG_INPUT);
                }
                if (site.cluster().texts("blacklisted_os").contains(args.text("os_type"))) {
                    throw Refusal.prerequisite(
                            "Guest OS '" + args.text("os_type") + "' is not allowed for installation",
                            Refusal.WRONG_STATE);
                }
            }
            default -> {
                if (!Values.truth(args.value("source_handshake"))) {
                    throw Refusal.prerequisite("Missing source handshake", Refusal.WRONG_INPUT);
                }
                if (!args.has("source_x509_ca")) {
                    throw Refusal.prerequisite("Missing source X509 CA", Refusal.WRONG_INPUT);
                }
                if (!args.has("source_instance_name")) {
                    throw Refusal.prerequisite("Missing source instance name", Refusal.WRONG_INPUT);
                }
                args.set("force_variant", true);
            }
        }
    }

    /** Backend parameters in the right types; the word "auto" is the cluster's value. */
    static Map<String, Object> beparams(Site site, Map<String, Object> given) {
        Map<String, Object> defaults = site.filled().beparams(Map.of());
        Map<String, Object> values = upgraded(given);
        values.replaceAll((name, value) -> "auto".equals(value) ? defaults.get(name) : value);
        return site.types().forced("be", values);
    }

    /** The one parameter of old that stands for two. */
    static Map<String, Object> upgraded(Map<String, Object> given) {
        Map<String, Object> values = Values.map(given);
        if (values.containsKey("memory")) {
            Object memory = values.remove("memory");
            values.put("maxmem", memory);
            values.put("minmem", memory);
        }
        return values;
    }

    /** What the allocator is asked for. */
    static Allocator.Need need(Site site, Args args, Map<String, Object> beparams, List<Disks.Wanted> disks) {
        Map<String, Object> filled = site.filled().beparams(beparams);
        String template = args.text("disk_template");
        return new Allocator.Need(
                template,
                Values.whole(filled.get("maxmem")),
                Values.whole(filled.get("vcpus")),
                template.equals("file")
                        ? disks.stream().mapToLong(Disks.Wanted::size).sum()
                        : 0,
                args.text("group_name"));
    }
}
