package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/** Changes the template of an instance's disks, by copying them. */
record DiskConversion(Site site, Task task, Instance instance) {

    private String wanted() {
        return task.args().text("disk_template");
    }

    void check() {
        String old = instance.diskTemplate();
        if (old.equals("mixed")) {
            throw Refusal.prerequisite("Conversion from mixed is not yet supported.");
        }
        if (old.equals("diskless")) {
            throw Refusal.prerequisite(
                    "Conversion from the 'diskless' disk template is not supported", Refusal.WRONG_INPUT);
        }
        if (wanted().equals("diskless") || wanted().equals("blockdev")) {
            throw Refusal.prerequisite(
                    "Conversion to the '" + wanted() + "' disk template is not supported", Refusal.WRONG_INPUT);
        }
        if (old.equals(wanted())) {
            throw Refusal.prerequisite("Instance already has disk template " + old, Refusal.WRONG_INPUT);
        }
        List<String> enabled = site.cluster().texts("enabled_disk_templates");
        if (!enabled.contains(wanted())) {
            throw Refusal.prerequisite(
                    "Disk template '" + wanted() + "' is not enabled for this cluster (enabled templates: "
                            + Texts.joined(enabled) + ")",
                    Refusal.WRONG_STATE);
        }
        Checks.templateEnabled(site, wanted());
        Checks.state(site, task, instance, Checks.DOWN, "cannot change disk template");
        List<String> allowed =
                Values.texts(site.policy(site.groupOf(site.nodeOf(instance))).get("disk-templates"));
        if (!allowed.contains(wanted())) {
            throw Refusal.prerequisite(
                    "Disk template '" + wanted() + "' in not allowed (allowed templates: " + Texts.joined(allowed)
                            + ")",
                    Refusal.WRONG_STATE);
        }
    }

    void carryOut() throws InterruptedException {
        String old = instance.diskTemplate();
        Node node = site.nodeOf(instance);
        task.log("Converting disk template from '" + old + "' to '" + wanted() + "'");
        task.log("Generating new '" + wanted() + "' disk template...");
        List<Disks.Wanted> sizes = instance.disks().stream()
                .map(disk -> new Disks.Wanted(disk.size(), disk.mode(), disk.name(), disk.spindles()))
                .toList();
        String directory =
                Disks.directory(site, wanted(), instance.name(), task.args().text("file_storage_dir"));
        List<Disk> made = Disks.generate(task, wanted(), node.uuid(), sizes, directory, 0);
        task.log("Creating new empty disks of type '" + wanted() + "'...");
        DiskWork work = new DiskWork(site, task);
        work.create(instance.name(), node, made);
        task.log("Populating the new empty disks of type '" + wanted() + "'...");
        for (int i = 0; i < made.size(); i++) {
            Disk disk = instance.disks().get(i);
            task.log(" - copying data from disk " + i + " (" + old + "), size " + Texts.size(disk.size()));
            work.copy(node, disk, node, made.get(i), "Error while converting the instance's template");
        }
        task.log("Detaching old disks (" + old + ") from the instance and removing them from cluster config");
        task.log("Adding new disks (" + wanted() + ") to cluster config and attaching them to the instance");
        List<Disk> disks = new ArrayList<>(made);
        site.update(instance, latest -> latest.withDisks(disks));
        task.log("Removing old block devices of type '" + old + "'...");
        work.remove(node, instance.disks(), instance.disks());
    }
}
