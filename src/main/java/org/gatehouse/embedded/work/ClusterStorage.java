package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;

/** Changes to where the cluster keeps disks. */
record ClusterStorage(Site site, Task task) {
    private static final Set<String> LVM = Set.of("plain", "drbd");

    /** Checks them, with the disk templates that are going to be enabled. */
    void check(List<String> templates) {
        Args args = task.args();
        List<String> old = site.cluster().texts("enabled_disk_templates");
        old.stream().filter(template -> !templates.contains(template)).forEach(this::checkUnused);
        boolean lvm = templates.stream().anyMatch(LVM::contains);
        if (lvm) {
            if ("".equals(args.text("vg_name"))) {
                throw Refusal.prerequisite(
                        "Cannot unset volume group if lvm-based disk templates are or get enabled.",
                        Refusal.WRONG_INPUT);
            }
            if (!args.has("vg_name")) {
                throw Refusal.prerequisite(
                        "Please specify a volume group when enabling lvm-based disk-templates.", Refusal.WRONG_INPUT);
            }
            String master =
                    site.model().nodes().get(site.cluster().masterNode()).name();
            throw Refusal.prerequisite(
                    "Error on node '" + master + "': volume group '" + args.text("vg_name") + "' missing",
                    Refusal.ENVIRONMENT);
        }
        templates.stream().filter(template -> !old.contains(template)).forEach(template -> {
            if (!Set.of("diskless", "file", "sharedfile").contains(template)) {
                throw Refusal.unsupported("disks of the template '" + template + "'");
            }
        });
        checkDirectory("file", "file_storage_dir", templates);
        checkDirectory("sharedfile", "shared_file_storage_dir", templates);
    }

    private void checkUnused(String template) {
        List<String> using = new ArrayList<>();
        for (Instance instance : site.model().instances().all()) {
            instance.disks().stream()
                    .filter(disk -> disk.devType().equals(template))
                    .forEach(disk -> using.add(Disks.path(disk) + " (on " + instance.name() + ")"));
        }
        site.model().looseDisks().all().stream()
                .filter(disk -> disk.devType().equals(template))
                .forEach(disk -> using.add(Disks.path(disk) + " (detached)"));
        if (!using.isEmpty()) {
            throw Refusal.prerequisite(
                    "Cannot disable disk template '" + template + "', because there is at least one disk using it:\n * "
                            + String.join("\n * ", using),
                    Refusal.WRONG_STATE);
        }
        if (template.equals("diskless")) {
            site.model().instances().all().stream()
                    .filter(instance -> instance.disks().isEmpty())
                    .findFirst()
                    .ifPresent(instance -> {
                        throw Refusal.prerequisite(
                                "Cannot disable disk template 'diskless', because there is at least one instance using it:\n"
                                        + " * " + instance.name(),
                                Refusal.WRONG_STATE);
                    });
        }
    }

    private void checkDirectory(String template, String parameter, List<String> templates) {
        String directory = task.args().text(parameter);
        boolean enabled = templates.contains(template);
        if (directory == null) {
            return;
        }
        if (directory.isEmpty() && enabled) {
            throw Refusal.prerequisite(
                    "Unsetting the '" + template + "' storage directory while having '" + template
                            + "' storage enabled is not permitted.",
                    Refusal.WRONG_INPUT);
        }
        if (!directory.isEmpty() && !enabled) {
            task.warning("Specified a " + template + " storage directory, although " + template
                    + " storage is not enabled.");
        }
    }

    /** Adds what is to be changed. */
    void change(Map<String, Object> changes) {
        Args args = task.args();
        Map<String, String> words = Map.of(
                "file_storage_dir",
                "Global file storage dir",
                "shared_file_storage_dir",
                "Global shared file storage dir");
        words.forEach((parameter, text) -> {
            if (!args.has(parameter)) {
                return;
            }
            if (args.text(parameter).equals(site.cluster().setting(parameter))) {
                task.log(text + " already set to value '" + args.text(parameter) + "'");
            } else {
                changes.put(parameter, args.text(parameter));
            }
        });
        if ("".equals(args.text("vg_name")) && site.cluster().setting("volume_group_name") == null) {
            task.log("Cluster LVM configuration already in desired state, not changing");
        }
        if (args.has("drbd_helper")) {
            task.log("Note that you specified a drbd user helper, but did not enable the drbd disk template.");
            String helper = args.text("drbd_helper").isEmpty() ? null : args.text("drbd_helper");
            changes.put("drbd_usermode_helper", helper);
        }
    }
}
