package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Starts an instance. */
final class InstanceStartup implements Operation {
    private final Site site;

    InstanceStartup(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (!args.map("beparams").isEmpty()) {
            args.set("beparams", site.types().forced("be", CreateArguments.upgraded(args.map("beparams"))));
        }
        Instance instance = site.instance(args);
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(List.of(instance.primaryNode()))
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        if (!args.map("hvparams").isEmpty()) {
            Map<String, Object> own = site.types().forced("hv", args.map("hvparams"));
            Hypervisors.check(
                    site, instance.hypervisor(), Values.filled(site.filled().hvparams(instance), own));
        }
        Checks.state(site, task, instance, Checks.ONLINE, null);
        Node node = site.nodeOf(instance);
        boolean dead = node.flags().offline();
        if (dead && args.flag("ignore_offline_nodes")) {
            task.warning("Ignoring offline primary node");
            if (!args.map("hvparams").isEmpty() || !args.map("beparams").isEmpty()) {
                task.warning("Overridden parameters are ignored");
            }
        } else {
            Checks.online(node);
            if (!instance.state().running()) {
                Map<String, Object> beparams = Values.filled(site.filled().beparams(instance), args.map("beparams"));
                Checks.freeMemory(
                        site, node, "starting instance " + instance.name(), Values.whole(beparams.get("minmem")));
            }
        }
        return () -> {
            site.update(instance, latest -> latest.withState(started(latest.state(), !args.flag("no_remember"), dead)));
            if (dead) {
                task.info("Primary node offline, marked instance as started");
            }
            return null;
        };
    }

    private static InstanceState started(InstanceState state, boolean remember, boolean dead) {
        InstanceState marked = remember ? state.withAdmin("up", "admin").withDisksActive(true) : state;
        return dead ? marked : marked.withDisksActive(true).withRunning(true);
    }
}
