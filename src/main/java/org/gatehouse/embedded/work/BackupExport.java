package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Exports an instance to a directory of a node, or opens its disks for another cluster. */
final class BackupExport implements Operation {
    private final Site site;
    private final RemoteHands.Parts parts;

    BackupExport(Site site, RemoteHands.Parts parts) {
        this.site = site;
        this.parts = parts;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (isRemote(args)) {
            return RemoteExport.prepare(site, args);
        }
        if (args.flag("zero_free_space") && args.text("compress").isEmpty()) {
            throw Refusal.prerequisite("Zeroing free space does not make sense unless compression is used");
        }
        if (args.flag("zero_free_space") && !args.flag("shutdown")) {
            throw Refusal.prerequisite("Unless the instance is shut down, zeroing cannot be used.");
        }
        Instance instance = site.instance(args);
        if (args.text("target_node") == null) {
            throw Refusal.prerequisite("Missing target node", Refusal.WRONG_INPUT);
        }
        site.node(args, "target_node", "target_node_uuid");
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(Site.uuids(site.model().nodes().all()))
                .set();
    }

    private static boolean isRemote(Args args) {
        return "remote".equals(args.text("mode"));
    }

    @Override
    public Work check(Task task) {
        if (isRemote(task.args())) {
            return new RemoteExport(site, task, parts).check();
        }
        Args args = task.args();
        Instance instance = site.instance(args);
        Checks.online(site.nodeOf(instance));
        if (args.flag("remove_instance") && instance.state().admin().equals("up") && !args.flag("shutdown")) {
            throw Refusal.prerequisite("Can not remove instance without shutting it down before", Refusal.WRONG_STATE);
        }
        Node target = site.node(args, "target_node", "target_node_uuid");
        Checks.online(target);
        Checks.notDrained(target);
        if (args.flag("zero_free_space")) {
            throw Refusal.prerequisite("A zeroing image must be set for zeroing to work", Refusal.WRONG_INPUT);
        }
        if (args.has("zeroing_timeout_fixed") || args.has("zeroing_timeout_per_mib")) {
            throw Refusal.prerequisite(
                    "Zeroing timeout options can only be used only with the --zero-free-space option",
                    Refusal.WRONG_INPUT);
        }
        if (args.flag("long_sleep") && !args.flag("shutdown")) {
            throw Refusal.prerequisite(
                    "The long sleep option only makes sense when the instance can be shut down.", Refusal.WRONG_INPUT);
        }
        Compression.check(site, args.text("compress"));
        return () -> export(task, instance, target);
    }

    private Object export(Task task, Instance instance, Node target) throws InterruptedException {
        Args args = task.args();
        boolean up = instance.state().admin().equals("up");
        boolean remove = args.flag("remove_instance");
        if (args.flag("shutdown")) {
            task.log("Shutting down instance " + instance.name());
            site.update(instance, latest -> latest.withState(latest.state().withRunning(false)));
        }
        boolean activate = !instance.state().disksActive();
        if (activate) {
            task.log("Activating disks for " + instance.name());
        }
        if (!remove && up && !instance.disks().isEmpty()) {
            refuseSnapshots(args);
        }
        copy(task, instance, target);
        if (args.flag("shutdown") && up && !remove) {
            task.log("Starting instance " + instance.name());
            site.update(
                    instance,
                    latest -> latest.withState(
                            latest.state().withDisksActive(true).withRunning(true)));
        }
        if (activate) {
            task.log("Deactivating disks for " + instance.name());
        }
        if (remove) {
            task.log("Removing instance " + instance.name());
            InstanceRemove.remove(site, task, instance, args.flag("ignore_remove_failures"));
        }
        removeOthers(task, instance, target);
        return List.of(true, Collections.nCopies(instance.disks().size(), true));
    }

    /** Files cannot be snapshotted, so that a running instance has to stop for long. */
    private static void refuseSnapshots(Args args) {
        if (!args.flag("shutdown")) {
            throw Refusal.execution("Not all disks could be snapshotted, and you requested a live export; aborting");
        }
        if (!args.flag("long_sleep")) {
            throw Refusal.execution("Not all disks could be snapshotted, and you did not allow the instance to remain"
                    + " offline for a longer time through the --long-sleep option; aborting");
        }
    }

    private void copy(Task task, Instance instance, Node target) throws InterruptedException {
        Node source = site.nodeOf(instance);
        for (Disk disk : instance.disks()) {
            task.log("Exporting " + disk.ivName() + " from " + source.name() + " to " + target.name());
            task.log(disk.ivName() + " is now listening, starting export");
            List<Object> args = new ArrayList<>(List.of(source.name(), Disks.path(disk), Disks.shared(disk)));
            args.addAll(List.of(
                    target.name(), Imports.directory(instance.name()) + "/" + disk.uuid(), false, disk.ivName()));
            site.nodes().call(task, target, "blockdev_copy", args, "Export failed, errors in disk export");
            task.log(disk.ivName() + " finished sending data");
        }
        task.log("Finalizing export on " + target.name());
        Export export = new Export(target.uuid(), instance.name(), Exports.description(site, instance));
        site.add(export);
    }

    private void removeOthers(Task task, Instance instance, Node target) throws InterruptedException {
        if (site.model().nodes().size() > 1) {
            task.log("Removing old exports for instance " + instance.name());
        }
        for (Export export : List.copyOf(site.model().exports().all())) {
            if (export.name().equals(instance.name()) && !export.node().equals(target.uuid())) {
                BackupRemove.remove(site, task, export);
            }
        }
    }
}
