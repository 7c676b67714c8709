package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Stops an instance. */
final class InstanceShutdown implements Operation {
    private final Site site;

    InstanceShutdown(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (args.flag("no_remember") && args.has("admin_state_source")) {
            task.warning("Parameter 'admin_state_source' has no effect if used with parameter 'no_remember'");
        }
        if (!args.has("admin_state_source")) {
            args.set("admin_state_source", "admin");
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
        if (args.flag("force")) {
            task.warning("Ignoring offline instance check");
        } else {
            Checks.state(site, task, instance, Checks.ONLINE, null);
        }
        Node node = site.nodeOf(instance);
        boolean dead = node.flags().offline();
        if (dead && args.flag("ignore_offline_nodes")) {
            task.warning("Ignoring offline primary node");
        } else {
            Checks.online(node);
        }
        boolean byUser = args.text("admin_state_source").equals("user");
        if (byUser) {
            // Only a machine can be stopped from inside, and there is none.
            throw Refusal.prerequisite("Instance '" + instance.name() + "' was not shutdown by the user");
        }
        return () -> {
            site.update(instance, latest -> latest.withState(stopped(latest.state(), args.flag("no_remember"), dead)));
            if (dead) {
                task.info("Primary node offline, marked instance as stopped");
            }
            return null;
        };
    }

    private static InstanceState stopped(InstanceState state, boolean forget, boolean dead) {
        InstanceState marked = forget || state.admin().equals("offline") ? state : state.withAdmin("down", "admin");
        return dead ? marked : marked.withDisksActive(false).withRunning(false);
    }
}
