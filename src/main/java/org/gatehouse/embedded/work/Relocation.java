package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Brings an instance to another node, running on (migration) or stopped for it (failover). */
final class Relocation implements Operation {
    private final Site site;
    private final boolean failover;

    private Relocation(Site site, boolean failover) {
        this.site = site;
        this.failover = failover;
    }

    static Relocation migration(Site site) {
        return new Relocation(site, false);
    }

    static Relocation failover(Site site) {
        return new Relocation(site, true);
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        Locks locks = Locks.none().instance(instance.name());
        if (args.has("target_node")) {
            Node target = site.node(args, "target_node", "target_node_uuid");
            locks.sharedNodes(List.of(instance.primaryNode(), target.uuid()));
        } else if (Checks.everywhere(instance.diskTemplate())) {
            locks.sharedNodes(Site.uuids(site.model().nodes().all()));
        } else {
            locks.sharedNodes(Site.nodesOf(instance));
        }
        return locks.set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        boolean cleanup = args.flag("cleanup");
        boolean fallback = args.flag("allow_failover");
        boolean stops = failover;
        if (!cleanup && !stops && fallback && !instance.state().admin().equals("up")) {
            task.info("Instance is marked down or offline, fallback allowed, switching to failover");
            stops = true;
        }
        if (!Checks.everywhere(instance.diskTemplate())) {
            throw Refusal.prerequisite(
                    "Instance's disk layout '" + instance.diskTemplate() + "' does not allow "
                            + (stops ? "failovers" : "migrations"),
                    Refusal.WRONG_STATE);
        }
        Node target = target(task, instance);
        Map<String, Object> beparams = site.filled().beparams(instance);
        if (!cleanup && (!stops || instance.state().admin().equals("up"))) {
            Checks.freeMemory(
                    site, target, "migrating instance " + instance.name(), Values.whole(beparams.get("minmem")));
        } else {
            task.info("Not checking memory on the secondary node as instance will not be started");
        }
        if (!cleanup && !stops && Boolean.TRUE.equals(beparams.get("always_failover"))) {
            task.info("Instance configured to always failover; fallback to failover");
            stops = true;
        }
        if (!cleanup) {
            Checks.notDrained(target);
            if (!stops && !instance.state().running()) {
                if (!fallback) {
                    throw Refusal.prerequisite(
                            "Can't migrate, please use failover: Instance " + instance.name() + " is not running",
                            Refusal.WRONG_STATE);
                }
                task.info("Can't migrate, instance offline, fallback to failover");
                stops = true;
            }
        }
        if (!stops) {
            mode(args, instance);
        }
        boolean stopped = stops;
        return () -> {
            task.log((stopped ? "Failover instance " : "Migrating instance ") + instance.name());
            if (stopped) {
                failOver(task, instance, target);
            } else if (cleanup) {
                cleanUp(task, instance, target);
            } else {
                migrate(task, instance, target);
            }
            return null;
        };
    }

    private Node target(Task task, Instance instance) {
        Args args = task.args();
        Checks.allocatorOrNode(site, args, "iallocator", "target_node");
        Node target;
        if (args.has("iallocator")) {
            String allocator = args.text("iallocator");
            Allocator.checkName(allocator);
            target = new Allocator(site).relocate(instance, Set.of()).orRefuse(allocator);
            task.info("Selected nodes for instance " + instance.name() + " via iallocator " + allocator + ": "
                    + target.name());
        } else {
            target = site.node(args, "target_node", "target_node_uuid");
        }
        Checks.targetPolicy(site, task, instance, target, args.flag("ignore_ipolicy"));
        if (target.uuid().equals(instance.primaryNode())) {
            throw Refusal.prerequisite(
                    "Cannot migrate instance " + instance.name() + " to its primary (" + target.name() + ")",
                    Refusal.WRONG_STATE);
        }
        return target;
    }

    private void mode(Args args, Instance instance) {
        if (args.has("live") && args.has("mode")) {
            throw Refusal.prerequisite(
                    "Only one of the 'live' and 'mode' parameters are accepted", Refusal.WRONG_INPUT);
        }
        if (args.has("live")) {
            args.set("mode", args.flag("live") ? "live" : "non-live");
            args.set("live", null);
        } else if (!args.has("mode")) {
            args.set("mode", site.filled().hvparams(instance).get("migration_mode"));
        }
    }

    private void migrate(Task task, Instance instance, Node target) throws InterruptedException {
        Node source = site.nodeOf(instance);
        task.log("* checking disk consistency between source and target");
        long needed = site.memory(instance);
        long free = site.freeMemory(target);
        if (needed > free) {
            if (!task.args().flag("allow_runtime_changes")) {
                throw Refusal.execution("Memory ballooning not allowed and not enough free memory to fit instance "
                        + instance.name() + " on target node " + target.name() + " (have " + free + "MB, need " + needed
                        + "MB)");
            }
            task.log("* setting instance memory to " + free);
        }
        task.log("* closing instance disks on node " + target.name());
        task.log("* opening instance disks on node " + source.name() + " in shared mode");
        task.log("* opening instance disks on node " + target.name() + " in shared mode");
        task.log("* preparing " + target.name() + " to accept the instance");
        task.log("* migrating instance to " + target.name());
        task.log("* starting memory transfer");
        task.log("* memory transfer complete");
        site.update(instance, latest -> latest.withPrimaryNode(target.uuid()));
        task.log("* closing instance disks on node " + source.name());
        task.log("* opening instance disks on node " + target.name() + " in exclusive mode");
        task.log("* done");
    }

    private void cleanUp(Task task, Instance instance, Node target) {
        Node source = site.nodeOf(instance);
        task.log("* checking where the instance actually runs (if this hangs, the hypervisor might be in a bad state)");
        task.log("* instance running on: " + (instance.state().running() ? source.name() : ""));
        if (!instance.state().running()) {
            throw Refusal.execution("Instance does not seem to be running at all; in this case it's safer to repair by"
                    + " running 'gnt-instance stop' to ensure disk shutdown, and then restarting it");
        }
        task.log("* instance confirmed to be running on its primary node (" + source.name() + ")");
        task.log("* closing instance disks on node " + target.name());
        task.log("* opening instance disks on node " + source.name() + " in exclusive mode");
        task.log("* done");
    }

    private void failOver(Task task, Instance instance, Node target) throws InterruptedException {
        Node source = site.nodeOf(instance);
        task.log(
                instance.state().disksActive()
                        ? "* checking disk consistency between source and target"
                        : "* not checking disk consistency as instance is not running");
        task.log("* shutting down instance on source node");
        if (source.flags().offline()) {
            task.warning("Could not shutdown instance " + instance.name() + " on node " + source.name()
                    + ", proceeding anyway; please make sure node " + source.name()
                    + " is down; error details: Node is marked offline");
        }
        task.log("* closing instance disks on node " + source.name());
        if (source.flags().offline()) {
            task.warning("Could not close instance disks on node " + source.name() + ", proceeding anyway");
        }
        task.log("* deactivating the instance's disks on source node");
        boolean up = instance.state().admin().equals("up");
        site.update(
                instance,
                latest -> latest.withPrimaryNode(target.uuid())
                        .withState(latest.state().withDisksActive(false).withRunning(false)));
        if (up) {
            task.log("* activating the instance's disks on target node " + target.name());
            task.log("* starting the instance on the target node " + target.name());
            site.update(instance, latest -> latest.withState(running(latest.state())));
        }
    }

    private static InstanceState running(InstanceState state) {
        return state.withDisksActive(true).withRunning(true);
    }
}
