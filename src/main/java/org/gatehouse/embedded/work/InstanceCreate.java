package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.InstanceParameters;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Makes an instance, a new one or one that was exported, here or elsewhere: what is checked first. */
final class InstanceCreate implements Operation {
    private static final long HELPER_STARTUP = 300;
    private static final long HELPER_SHUTDOWN = 7200;

    private final Site site;
    private final RemoteHands.Parts parts;

    InstanceCreate(Site site, RemoteHands.Parts parts) {
        this.site = site;
        this.parts = parts;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        CreateArguments.check(site, task);
        if (!args.has("helper_startup_timeout")) {
            args.set("helper_startup_timeout", HELPER_STARTUP);
        }
        if (!args.has("helper_shutdown_timeout")) {
            args.set("helper_shutdown_timeout", HELPER_SHUTDOWN);
        }
        Checks.notThere(site, args.text("instance_name"));
        Locks locks = Locks.none().instance(args.text("instance_name"));
        if (args.has("pnode")) {
            locks.sharedNodes(List.of(site.node(args, "pnode", "pnode_uuid").uuid()));
        } else {
            if (args.has("group_name")) {
                site.group(args.text("group_name"));
            }
            locks.sharedNodes(Site.uuids(site.model().nodes().all()));
        }
        return locks.set();
    }

    @Override
    public Work check(Task task) throws InterruptedException {
        Args args = task.args();
        String resolved = task.resolved();
        String name = args.text("instance_name");
        Checks.notThere(site, name);
        String template = args.text("disk_template");
        String directory = Disks.directory(site, template, name, args.text("file_storage_dir"));
        Export export = null;
        if ("import".equals(args.text("mode"))) {
            export = Imports.find(site, task);
            Imports.read(site, args, export);
        }
        InstanceParameters parameters = parameters(args);
        List<Map<String, Object>> cards = Nics.forced(site, args.list("nics"));
        List<Nic> nics = Nics.compute(site, task, cards, args.flag("name_check"), resolved);
        List<Disks.Wanted> disks = Disks.compute(CreateArguments.disks(site, args), template);
        if (export != null) {
            Imports.checkDisks(task, export, disks);
        }
        if (args.flag("ip_check")) {
            Resolver.checkUnused(site, resolved, name);
        }
        nics = withMacs(task, nics, export);
        Node node = node(task, parameters, disks);
        List<Nic> placed = new ArrayList<>();
        for (int i = 0; i < nics.size(); i++) {
            placed.add(Nics.placed(site, task, nics.get(i), i, node, args.flag("conflicts_check")));
        }
        disks.forEach(disk -> Disks.checkSpindles(disk.spindles()));
        checkPolicy(task, node, parameters, disks, placed);
        Systems.check(
                site,
                List.of(node),
                args.text("os_type"),
                Systems.filled(
                        site,
                        args.text("os_type"),
                        parameters.osparams(),
                        parameters.osparamsPrivate(),
                        args.map("osparams_secret")),
                args.flag("force_variant"));
        Compression.check(site, args.text("compress"));
        if (args.flag("start")) {
            Checks.freeMemory(site, node, "creating instance " + name, memory(parameters));
        }
        NewInstance instance = new NewInstance(site, task, node, parameters, placed, disks, directory, export);
        return "remote-import".equals(args.text("mode"))
                ? new RemoteImport(task, instance, parts).check()
                : ((Work) instance::make).dry(List.of(node.uuid()));
    }

    private long memory(InstanceParameters parameters) {
        return Values.whole(site.filled().beparams(parameters.beparams()).get("maxmem"));
    }

    private InstanceParameters parameters(Args args) {
        if (!args.has("hypervisor") || args.text("hypervisor").equals("auto")) {
            args.set("hypervisor", site.cluster().texts("enabled_hypervisors").get(0));
        }
        String hypervisor = args.text("hypervisor");
        List<String> enabled = site.cluster().texts("enabled_hypervisors");
        if (!enabled.contains(hypervisor)) {
            throw Refusal.prerequisite(
                    "Selected hypervisor (" + hypervisor + ") not enabled in the cluster (" + String.join(",", enabled)
                            + ")",
                    Refusal.WRONG_STATE);
        }
        args.texts("tags").forEach(Checks::tag);
        Map<String, Object> hvparams = site.types().forced("hv", args.map("hvparams"));
        String os = args.has("os_type") ? args.text("os_type") : "";
        Hypervisors.check(site, hypervisor, site.filled().hvparams(hypervisor, os, hvparams));
        Checks.notGlobal(hvparams, Hypervisors.GLOBAL, "hypervisor", "instance", "cluster");
        Map<String, Object> beparams = CreateArguments.beparams(site, args.map("beparams"));
        args.set("beparams", beparams);
        if (!args.has("osparams_private")) {
            args.set("osparams_private", new LinkedHashMap<>());
        }
        if (!args.has("osparams_secret")) {
            args.set("osparams_secret", new LinkedHashMap<>());
        }
        InstanceParameters parameters =
                new InstanceParameters(hvparams, beparams, args.map("osparams"), args.map("osparams_private"));
        return args.flag("identify_defaults") ? withoutDefaults(args, parameters) : parameters;
    }

    private InstanceParameters withoutDefaults(Args args, InstanceParameters parameters) {
        String os = args.has("os_type") ? args.text("os_type") : "";
        return new InstanceParameters(
                without(parameters.hvparams(), site.filled().hvparams(args.text("hypervisor"), os, Map.of())),
                without(parameters.beparams(), site.filled().beparams(Map.of())),
                without(parameters.osparams(), site.filled().osparams(os, Map.of())),
                without(parameters.osparamsPrivate(), site.filled().osparamsPrivate(os, Map.of())));
    }

    private static Map<String, Object> without(Map<String, Object> values, Map<String, Object> defaults) {
        Map<String, Object> own = new LinkedHashMap<>(values);
        own.entrySet()
                .removeIf(entry -> defaults.containsKey(entry.getKey())
                        && String.valueOf(defaults.get(entry.getKey())).equals(String.valueOf(entry.getValue())));
        return own;
    }

    private List<Nic> withMacs(Task task, List<Nic> nics, Export export) {
        List<Nic> complete = new ArrayList<>();
        for (int i = 0; i < nics.size(); i++) {
            Nic nic = nics.get(i);
            String mac = nic.mac();
            String old = export == null ? null : Imports.mac(export, task.args().text("instance_name"), i);
            if (mac.equals("auto") && old != null) {
                mac = old;
            }
            if (Nics.MADE_UP.contains(mac)) {
                mac = Nics.newMac(site, task, nic.network());
            }
            complete.add(new Nic(nic.uuid(), nic.name(), mac, nic.ip(), nic.network(), nic.nicparams()));
        }
        return complete;
    }

    private Node node(Task task, InstanceParameters parameters, List<Disks.Wanted> disks) {
        Args args = task.args();
        if (args.has("iallocator")) {
            String allocator = args.text("iallocator");
            Allocator.checkName(allocator);
            Node chosen = new Allocator(site)
                    .allocate(CreateArguments.need(site, args, parameters.beparams(), disks))
                    .orRefuse(allocator);
            args.set("pnode", chosen.name());
            args.set("pnode_uuid", chosen.uuid());
            task.info("Selected nodes for instance " + args.text("instance_name") + " via iallocator " + allocator
                    + ": " + chosen.name());
        }
        Node node = site.node(args.text("pnode"));
        if (node.flags().offline()) {
            throw unusable("offline", node);
        }
        if (node.flags().drained()) {
            throw unusable("drained", node);
        }
        if (!node.flags().vmCapable()) {
            throw unusable("non-vm_capable", node);
        }
        return node;
    }

    private static RuntimeException unusable(String what, Node node) {
        return Refusal.prerequisite("Cannot use " + what + " primary node '" + node.name() + "'", Refusal.WRONG_STATE);
    }

    private void checkPolicy(
            Task task, Node node, InstanceParameters parameters, List<Disks.Wanted> disks, List<Nic> nics) {
        Map<String, Object> beparams = site.filled().beparams(parameters.beparams());
        List<String> violations = Policies.violations(
                site.policy(site.groupOf(node)),
                new Policies.Spec(
                        Values.whole(beparams.get("maxmem")),
                        Values.whole(beparams.get("vcpus")),
                        Values.whole(beparams.get("spindle_use")),
                        (long) nics.size(),
                        disks.stream().map(Disks.Wanted::size).toList(),
                        disks.stream()
                                .map(disk -> task.args().text("disk_template"))
                                .toList()));
        if (!task.args().flag("ignore_ipolicy") && !violations.isEmpty()) {
            throw Refusal.prerequisite(
                    "Instance allocation to group " + node.group() + " ("
                            + site.groupOf(node).name() + ") violates policy: " + Texts.joined(violations),
                    Refusal.WRONG_INPUT);
        }
    }
}
