package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Installs an instance's OS anew, or another one. */
final class InstanceReinstall implements Operation {
    private final Site site;

    InstanceReinstall(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        if (task.args().map("osparams").get("os-image") != null) {
            throw Refusal.unsupported("OS images");
        }
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
        Node node = site.nodeOf(instance);
        Checks.online(node, "Instance primary node offline, cannot reinstall");
        if (instance.disks().isEmpty()) {
            throw Refusal.prerequisite("Instance '" + instance.name() + "' has no disks", Refusal.WRONG_INPUT);
        }
        Checks.state(site, task, instance, Checks.DOWN, "cannot reinstall");
        Map<String, Object> own = Values.updated(instance.parameters().osparams(), args.map("osparams"));
        Map<String, Object> secret =
                Values.updated(instance.parameters().osparamsPrivate(), args.map("osparams_private"));
        String os = args.has("os_type") ? args.text("os_type") : instance.os();
        Systems.check(
                site,
                List.of(node),
                os,
                Systems.filled(site, os, own, secret, args.map("osparams_secret")),
                args.flag("force_variant"));
        return () -> {
            install(task, instance, node, os);
            return null;
        };
    }

    private void install(Task task, Instance instance, Node node, String os) throws InterruptedException {
        Args args = task.args();
        if (args.has("os_type")) {
            task.log("Changing OS scripts to '" + os + "'...");
        }
        if (os.isEmpty()) {
            task.info(
                    "No OS scripts or OS image specified or found in the instance's configuration, nothing to install");
            return;
        }
        // What is given replaces what the instance had, all of it: the scripts run with both, the instance keeps these.
        site.update(
                instance,
                latest -> latest.withOs(os)
                        .withParameters(latest.parameters()
                                .withOsparams(
                                        args.has("osparams")
                                                ? args.map("osparams")
                                                : latest.parameters().osparams())
                                .withOsparamsPrivate(
                                        args.has("osparams_private")
                                                ? args.map("osparams_private")
                                                : latest.parameters().osparamsPrivate())));
        task.info("Running instance OS create scripts...");
        site.nodes()
                .call(
                        task,
                        node,
                        "instance_os_add",
                        List.of(instance.name(), os),
                        "Could not install OS for instance '" + instance.name() + "' on node '" + node.name() + "'");
        site.update(instance, latest -> latest.withState(latest.state().withDisksActive(false)));
    }
}
