package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Brings an instance to another node by copying its disks. */
final class InstanceMove implements Operation {
    private static final Set<String> COPYABLE = Set.of("file", "plain");

    private final Site site;

    InstanceMove(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Instance instance = site.instance(task.args());
        Node target = site.node(task.args(), "target_node", "target_node_uuid");
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(List.of(instance.primaryNode(), target.uuid()))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        for (int i = 0; i < instance.disks().size(); i++) {
            String type = instance.disks().get(i).devType();
            if (!COPYABLE.contains(type)) {
                throw Refusal.prerequisite(
                        "Instance disk " + i + " has disk type " + type + " and is not suitable for copying",
                        Refusal.WRONG_STATE);
            }
        }
        Node target = site.node(task.args(), "target_node", "target_node_uuid");
        if (target.uuid().equals(instance.primaryNode())) {
            throw Refusal.prerequisite(
                    "Instance " + instance.name() + " is already on the node " + target.name(), Refusal.WRONG_STATE);
        }
        Checks.online(target);
        Checks.notDrained(target);
        Checks.vmCapable(target);
        Checks.targetPolicy(site, task, instance, target, task.args().flag("ignore_ipolicy"));
        if (instance.state().admin().equals("up")) {
            Checks.freeMemory(site, target, "failing over instance " + instance.name(), site.memory(instance));
        } else {
            task.info("Not checking memory on the secondary node as instance will not be started");
        }
        Compression.check(site, task.args().text("compress"));
        return () -> {
            move(task, instance, target);
            return null;
        };
    }

    private void move(Task task, Instance instance, Node target) throws InterruptedException {
        Node source = site.nodeOf(instance);
        task.info("Shutting down instance " + instance.name() + " on source node " + source.name());
        site.update(instance, latest -> latest.withState(latest.state().withRunning(false)));
        DiskWork work = new DiskWork(site, task);
        work.create(instance.name(), target, instance.disks());
        List<Disk> moved = new ArrayList<>();
        for (Disk disk : instance.disks()) {
            task.log("Exporting " + disk.ivName() + " from " + source.name() + " to " + target.name());
            work.copy(source, disk, target, disk, "Errors during disk copy");
            task.log(disk.ivName() + " finished receiving data");
            moved.add(disk.withPlace(disk.devType(), disk.logicalId(), List.of(target.uuid())));
        }
        site.update(instance, latest -> latest.withPrimaryNode(target.uuid()).withDisks(moved));
        task.info("Removing the disks on the original node");
        work.remove(source, instance.disks(), instance.disks());
        if (instance.state().admin().equals("up")) {
            task.info("Starting instance " + instance.name() + " on node " + target.name());
            site.update(
                    instance,
                    latest -> latest.withState(
                            latest.state().withDisksActive(true).withRunning(true)));
        }
    }
}
