package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceParameters;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.Stamp;

/** An instance that has passed all checks, made. */
record NewInstance(
        Site site,
        Task task,
        Node node,
        InstanceParameters parameters,
        List<Nic> nics,
        List<Disks.Wanted> wanted,
        String directory,
        Export export) {

    Object make() throws InterruptedException {
        add(Site.newUuid());
        return started();
    }

    /** Makes it with this UUID, down. */
    void add(String uuid) throws InterruptedException {
        Args args = task.args();
        String name = args.text("instance_name");
        DiskWork work = new DiskWork(site, task);
        List<Disk> disks = Disks.generate(task, args.text("disk_template"), node.uuid(), wanted, directory, 0);
        task.log("* creating instance disks...");
        work.create(name, node, disks);
        Instance instance = instance(uuid, name, disks);
        task.log("adding instance " + name + " to cluster config");
        site.change(edit -> {
            edit.put(instance);
            Pools.take(site, edit, nics);
        });
        task.log("adding disks to cluster config");
        try {
            fill(work, instance);
        } catch (ClusterException e) {
            discard(work, instance);
            throw e;
        }
    }

    /** Starts it if that is wanted; the opcode's result. */
    Object started() throws InterruptedException {
        if (task.args().flag("start")) {
            Instance instance = site.instance(task.args().text("instance_name"));
            site.update(instance, latest -> latest.withState(new InstanceState("up", "admin", true, false)));
            task.log("* starting instance...");
            site.update(instance, latest -> latest.withState(latest.state().withRunning(true)));
        }
        return List.of(node.name());
    }

    private Instance instance(String uuid, String name, List<Disk> disks) {
        Args args = task.args();
        return new Instance(
                uuid,
                name,
                node.uuid(),
                args.has("os_type") ? args.text("os_type") : "",
                args.text("hypervisor"),
                parameters,
                InstanceState.DOWN,
                disks,
                nics,
                null,
                new TreeSet<>(args.texts("tags")),
                Stamp.NONE);
    }

    private void fill(DiskWork work, Instance instance) throws InterruptedException {
        Args args = task.args();
        if (site.cluster().truth("prealloc_wipe_disks")) {
            task.log("* wiping instance disks...");
            for (int i = 0; i < instance.disks().size(); i++) {
                work.wipe(node, i, instance.disks().get(i), 0);
            }
        }
        if (args.flag("wait_for_sync")) {
            work.waitForSync(instance);
        }
        if (instance.disks().isEmpty() || instance.os().isEmpty()) {
            return;
        }
        if (export != null) {
            task.log("* running the instance OS import scripts...");
            Imports.copy(site, task, export, node, instance);
            task.log("Running rename script for " + instance.name());
        } else if ("create".equals(args.text("mode")) && !args.flag("no_install")) {
            task.log("* running the instance OS create scripts...");
            site.nodes()
                    .call(
                            task,
                            node,
                            "instance_os_add",
                            List.of(instance.name(), instance.os()),
                            "Could not add os for instance " + instance.name() + " on node " + node.name());
        }
    }

    private void discard(DiskWork work, Instance instance) throws InterruptedException {
        work.remove(node, instance.disks(), instance.disks());
        site.change(edit -> {
            edit.remove(instance);
            Pools.give(site, edit, new ArrayList<>(nics));
        });
    }
}
