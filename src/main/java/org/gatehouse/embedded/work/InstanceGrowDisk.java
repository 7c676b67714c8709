package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Makes a disk of an instance longer. */
final class InstanceGrowDisk implements Operation {
    private final Site site;

    InstanceGrowDisk(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Instance instance = site.instance(task.args());
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(Site.nodesOf(instance))
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        for (String uuid : Site.nodesOf(instance)) {
            Checks.online(site.model().nodes().get(uuid));
        }
        Disk disk = Disks.find(instance, args.number("disk"));
        long amount = args.number("amount");
        long target = args.flag("absolute") ? amount : disk.size() + amount;
        long delta = target - disk.size();
        if (delta < 0) {
            throw Refusal.prerequisite(
                    "Requested size (" + Texts.size(target) + ") is smaller than current disk size ("
                            + Texts.size(disk.size()) + ")",
                    Refusal.WRONG_STATE);
        }
        checkPolicy(task, instance, disk, target);
        return () -> {
            grow(task, instance, disk, delta);
            return null;
        };
    }

    private void checkPolicy(Task task, Instance instance, Disk grown, long target) {
        Map<String, Object> policy = site.policy(site.groupOf(site.nodeOf(instance)));
        List<String> violations = Policies.violations(
                policy,
                new Policies.Spec(
                        null,
                        null,
                        null,
                        null,
                        instance.disks().stream()
                                .map(disk -> disk.uuid().equals(grown.uuid()) ? (Long) target : (Long) disk.size())
                                .toList(),
                        instance.disks().stream().map(Disk::devType).toList()));
        if (violations.isEmpty()) {
            return;
        }
        String text = "Growing disk " + task.args().number("disk") + " violates policy: " + Texts.joined(violations);
        if (!task.args().flag("ignore_ipolicy")) {
            throw Refusal.prerequisite(text, Refusal.WRONG_INPUT);
        }
        task.warning(text);
    }

    private void grow(Task task, Instance instance, Disk disk, long delta) throws InterruptedException {
        int index = task.args().number("disk").intValue();
        long target = disk.size() + delta;
        Node node = site.nodeOf(instance);
        DiskWork work = new DiskWork(site, task);
        task.log("Growing disk " + index + " of instance '" + instance.name() + "' by " + Texts.size(delta) + " to "
                + Texts.size(target));
        work.grow(node, disk, delta);
        Disk longer = disk.withSize(target);
        site.update(
                instance,
                latest -> latest.withDisks(latest.disks().stream()
                        .map(old -> old.uuid().equals(disk.uuid()) ? longer : old)
                        .toList()));
        if (site.cluster().truth("prealloc_wipe_disks")) {
            work.wipe(node, index, longer, disk.size());
        }
        if (task.args().flag("wait_for_sync")) {
            work.waitForSync(instance);
            if (!instance.state().disksActive()) {
                Checks.state(site, task, site.instance(instance.name()), Checks.DOWN, "cannot shutdown disks");
            }
        } else if (!instance.state().disksActive()) {
            task.warning(
                    "Not shutting down the disk even if the instance is not supposed to be running because no wait for"
                            + " sync mode was requested");
        }
    }
}
