package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Gives an instance another name, and its disks' directory with it. */
final class InstanceRename implements Operation {
    private final Site site;

    InstanceRename(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (args.flag("ip_check") && !args.flag("name_check")) {
            throw Refusal.prerequisite("IP address check requires a name check", Refusal.WRONG_INPUT);
        }
        Instance instance = site.instance(args);
        if (args.flag("name_check")) {
            Resolver.Host host = Resolver.resolve(site, task, args.text("new_name"));
            args.set("new_name", host.name());
            task.resolved(host.address());
        }
        return Locks.none()
                .instance(instance.name())
                .instance(args.text("new_name"))
                .sharedNodes(Site.nodesOf(instance))
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        String name = args.text("new_name");
        Node node = site.nodeOf(instance);
        Checks.online(node);
        Checks.state(site, task, instance, Checks.NOT_RUNNING, "cannot rename");
        if (args.flag("ip_check")) {
            Resolver.checkUnused(site, task.resolved(), name);
        }
        if (!name.equals(instance.name())) {
            Checks.notThere(site, name);
        }
        return () -> {
            rename(task, instance, node, name);
            return name;
        };
    }

    private void rename(Task task, Instance instance, Node node, String name) throws InterruptedException {
        DiskWork work = new DiskWork(site, task);
        List<Disk> disks = new ArrayList<>();
        for (Disk disk : instance.disks()) {
            String directory = Disks.directory(disk);
            String parent = directory.substring(0, directory.lastIndexOf('/'));
            String path = parent + "/" + name + Disks.path(disk).substring(directory.length());
            work.rename(
                    node,
                    disk,
                    path,
                    "Could not rename on node " + node.name() + " directory '" + directory + "' to '" + parent + "/"
                            + name + "'");
            disks.add(Disks.at(disk, path));
        }
        site.update(
                instance,
                latest -> latest.withName(name)
                        .withDisks(disks)
                        .withState(latest.state().withDisksActive(false)));
        if (!name.equals(instance.name())) {
            work.removeDirectories(node, instance.disks());
        }
    }
}
