package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceParameters;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes an instance: its disks, network cards and parameters, and whether it is offline. */
final class InstanceSetParams implements Operation {
    private static final List<String> CHANGES = List.of(
            "nics",
            "disks",
            "disk_template",
            "hvparams",
            "beparams",
            "os_name",
            "osparams",
            "pnode",
            "osparams_private");
    private static final String NO_HOTPLUG = "Hotplug is not supported: Hotplug is not supported by this hypervisor";

    private final Site site;

    InstanceSetParams(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        boolean some = CHANGES.stream().anyMatch(name -> Values.truth(args.value(name)))
                || Stream.of("offline", "runtime_mem", "instance_communication").anyMatch(args::has);
        if (!some) {
            throw Refusal.prerequisite("No changes submitted", Refusal.WRONG_INPUT);
        }
        if (args.has("instance_communication")) {
            throw Refusal.unsupported("instance communication");
        }
        Checks.notGlobal(args.map("hvparams"), Hypervisors.GLOBAL, "hypervisor", "instance", "cluster");
        Change.all("disk", args.list("disks"));
        if (args.has("disk_template")) {
            if (!args.list("disks").isEmpty()) {
                throw Refusal.prerequisite(
                        "Disk template conversion and other disk changes not supported at the same time",
                        Refusal.WRONG_INPUT);
            }
            if (args.has("remote_node") && !args.text("disk_template").equals("drbd")) {
                task.warning("Changing the disk template to a non-mirrored one, the secondary node will be ignored");
                args.set("remote_node", null);
            }
        }
        NicChanges.read(site, args);
        Locks locks = Locks.none();
        if (args.has("pnode")) {
            locks.sharedNodes(List.of(site.node(args, "pnode", "pnode_uuid").uuid()));
        }
        Instance instance = site.instance(args);
        return locks.instance(instance.name())
                .sharedNodes(Site.nodesOf(instance))
                .sharedGroup(site.nodeOf(instance).group())
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        boolean moves = args.has("pnode_uuid") && !args.text("pnode_uuid").equals(instance.primaryNode());
        if (moves && !args.flag("force") && instance.state().running()) {
            throw Refusal.prerequisite(
                    "Instance is still running on " + site.nodeOf(instance).name(), Refusal.WRONG_STATE);
        }
        checkHotplug(task);
        DiskConversion conversion = new DiskConversion(site, task, instance);
        if (args.has("disk_template")) {
            conversion.check();
        }
        DiskChanges disks = new DiskChanges(site, task, instance);
        checkOffline(task, instance);
        InstanceParameters parameters = parameters(task, instance);
        checkMemory(task, instance, parameters);
        List<Change> wanted = NicChanges.read(site, args);
        NicChanges changes = new NicChanges(site, task, instance);
        wanted.forEach(changes::apply);
        List<Nic> nics = changes.nics();
        checkPolicy(task, instance, disks, nics, parameters);
        return () -> {
            disks.carryOut();
            List<Object> result = new ArrayList<>(disks.described());
            if (args.has("disk_template")) {
                conversion.carryOut();
                result.add(List.of("disk_template", args.text("disk_template")));
            }
            result.addAll(changes.described());
            change(task, instance, parameters, wanted.isEmpty() ? null : nics);
            describe(args, result);
            return result;
        };
    }

    private static void checkHotplug(Task task) {
        Args args = task.args();
        // From 3.1 on hotplugging is what is tried unless it is forbidden, and there is no word for that any more.
        boolean optional = args.flag("hotplug_if_possible") || !args.has("hotplug_if_possible");
        if (args.flag("hotplug") && !optional) {
            throw Refusal.prerequisite(
                    "Hotplug is not possible: " + NO_HOTPLUG + ": " + NO_HOTPLUG, Refusal.WRONG_STATE);
        }
        if (args.flag("hotplug_if_possible")) {
            task.warning(NO_HOTPLUG);
            task.info("Modification will take place without hotplugging.");
        }
        args.set("hotplug", false);
    }

    private void checkOffline(Task task, Instance instance) {
        if (task.args().has("offline")) {
            String text = task.args().flag("offline")
                    ? "can't change to offline without being down first"
                    : "can't change to online (down) without being offline first";
            Checks.state(site, task, instance, Checks.NOT_RUNNING, text);
        }
    }

    private InstanceParameters parameters(Task task, Instance instance) {
        Args args = task.args();
        InstanceParameters parameters = instance.parameters();
        if (!args.map("hvparams").isEmpty()) {
            Map<String, Object> hvparams =
                    site.types().forced("hv", Values.updated(parameters.hvparams(), args.map("hvparams")));
            Hypervisors.check(
                    site,
                    instance.hypervisor(),
                    site.filled().hvparams(instance.hypervisor(), instance.os(), hvparams));
            parameters = parameters.withHvparams(hvparams);
        }
        if (!args.map("beparams").isEmpty()) {
            Map<String, Object> changed = Values.updated(parameters.beparams(), args.map("beparams"), true);
            parameters = parameters.withBeparams(site.types().forced("be", CreateArguments.upgraded(changed)));
        }
        Map<String, Object> open = args.map("osparams");
        Map<String, Object> secret = args.map("osparams_private");
        if (open.isEmpty() && secret.isEmpty()) {
            return parameters;
        }
        Set<String> twice = new TreeSet<>(open.keySet());
        twice.retainAll(secret.keySet());
        if (!twice.isEmpty()) {
            throw Refusal.prerequisite("OS parameters repeated multiple times: " + Texts.joined(twice));
        }
        Map<String, Object> newOpen = Values.updated(parameters.osparams(), open);
        Map<String, Object> newSecret = Values.updated(parameters.osparamsPrivate(), secret);
        String os = Values.truth(args.value("os_name")) && !args.flag("force") ? args.text("os_name") : instance.os();
        Systems.check(
                site,
                List.of(site.nodeOf(instance)),
                os,
                Values.filled(newOpen, newSecret),
                args.flag("force_variant"));
        InstanceParameters both = open.isEmpty() ? parameters : parameters.withOsparams(newOpen);
        return secret.isEmpty() ? both : both.withOsparamsPrivate(newSecret);
    }

    private void checkMemory(Task task, Instance instance, InstanceParameters parameters) {
        Args args = task.args();
        long before = site.memory(instance);
        Map<String, Object> after = site.filled().beparams(parameters.beparams());
        long wanted = Values.whole(after.get("maxmem"));
        Node node = site.nodeOf(instance);
        if (args.map("beparams").containsKey("maxmem") && !args.flag("force") && wanted > before) {
            long current = instance.state().running() ? before : 0;
            long missing = wanted - current - site.freeMemory(node);
            if (missing > 0) {
                throw Refusal.prerequisite(
                        "This change will prevent the instance from starting, due to " + missing
                                + " MB of memory missing on its primary node",
                        Refusal.NO_RESOURCES);
            }
        }
        if (args.has("runtime_mem")) {
            if (!instance.state().running()) {
                throw Refusal.prerequisite("Instance " + instance.name() + " is not running", Refusal.WRONG_STATE);
            }
            throw Refusal.unsupported("changes of a running instance's memory");
        }
    }

    private void checkPolicy(
            Task task, Instance instance, DiskChanges disks, List<Nic> nics, InstanceParameters parameters) {
        Args args = task.args();
        if (args.flag("ignore_ipolicy")) {
            return;
        }
        // Only what is changed is looked at, and memory at both ends of its range.
        Map<String, Object> be =
                args.map("beparams").isEmpty() ? Map.of() : site.filled().beparams(parameters.beparams());
        List<Long> sizes = disks.sizes();
        List<String> templates = new ArrayList<>(
                args.has("disk_template")
                        ? Collections.nCopies(instance.disks().size(), args.text("disk_template"))
                        : instance.disks().stream().map(Disk::devType).toList());
        while (templates.size() < sizes.size()) {
            templates.add(instance.diskTemplate());
        }
        Map<String, Object> policy = site.policy(site.groupOf(site.nodeOf(instance)));
        Set<String> violations = new LinkedHashSet<>();
        for (String memory : List.of("maxmem", "minmem")) {
            violations.addAll(Policies.violations(
                    policy,
                    new Policies.Spec(
                            Values.whole(be.get(memory)),
                            Values.whole(be.get("vcpus")),
                            Values.whole(be.get("spindle_use")),
                            (long) nics.size(),
                            sizes,
                            templates)));
        }
        if (!violations.isEmpty()) {
            throw Refusal.prerequisite(
                    "Instance allocation to group " + site.nodeOf(instance).group() + " ("
                            + site.groupOf(site.nodeOf(instance)).name() + ") violates policy: "
                            + Texts.joined(violations),
                    Refusal.WRONG_INPUT);
        }
    }

    private void change(Task task, Instance instance, InstanceParameters parameters, List<Nic> nics)
            throws InterruptedException {
        Args args = task.args();
        site.change(edit -> edit.latest(instance).ifPresent(latest -> {
            Instance changed = latest.withParameters(parameters);
            if (nics != null) {
                Pools.give(site, edit, latest.nics());
                Pools.take(site, edit, nics);
                changed = changed.withNics(nics);
            }
            if (args.has("pnode_uuid")) {
                changed = changed.withPrimaryNode(args.text("pnode_uuid"));
            }
            if (Values.truth(args.value("os_name"))) {
                changed = changed.withOs(args.text("os_name"));
            }
            if (args.has("offline")) {
                changed = changed.withState(state(changed.state(), args.flag("offline")));
            }
            edit.put(changed);
        }));
    }

    private static InstanceState state(InstanceState state, boolean offline) {
        return offline ? state.withAdmin("offline", "admin").withDisksActive(false) : state.withAdmin("down", "admin");
    }

    private static void describe(Args args, List<Object> result) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("hvparams", "hv/");
        prefixes.put("beparams", "be/");
        prefixes.put("osparams", "os/");
        prefixes.forEach((parameter, prefix) ->
                args.map(parameter).forEach((key, value) -> result.add(Arrays.asList(prefix + key, value))));
        // The values are private. Ganeti shows its wrapper's name instead of them.
        args.map("osparams_private")
                .keySet()
                .forEach(
                        key -> result.add(List.of("os_private/" + key, "Private(?, descr=" + Texts.quoted(key) + ")")));
        if (args.has("offline")) {
            result.add(List.of("admin_state", args.flag("offline") ? "offline" : "down"));
        }
    }
}
