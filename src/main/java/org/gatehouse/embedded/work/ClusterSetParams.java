package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes the cluster's parameters. */
final class ClusterSetParams implements Operation {
    /** What is taken over as it is. */
    private static final List<String> PLAIN = List.of(
            "candidate_pool_size",
            "max_running_jobs",
            "max_tracked_jobs",
            "maintain_node_health",
            "modify_etc_hosts",
            "prealloc_wipe_disks",
            "uid_pool",
            "default_iallocator",
            "default_iallocator_params",
            "reserved_lvs",
            "use_external_mip_script",
            "enabled_user_shutdown",
            "master_netmask",
            "zeroing_image",
            "compression_tools");

    private static final List<String> UNSUPPORTED = List.of(
            "add_uids", "remove_uids", "instance_communication_network", "install_image", "gluster_storage_dir");

    private final Site site;

    ClusterSetParams(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        for (String name : UNSUPPORTED) {
            if (Values.truth(args.value(name))) {
                throw Refusal.unsupported("the cluster parameter '" + name + "'");
            }
        }
        if (Values.truth(args.value("mac_prefix"))) {
            args.set("mac_prefix", Addresses.macPrefix(args.text("mac_prefix")));
        }
        Long mask = args.number("master_netmask");
        if (mask != null && (mask < 1 || mask > 32)) {
            throw Refusal.prerequisite("CIDR netmask (" + mask + ") not valid", Refusal.WRONG_INPUT);
        }
        DiskParameters.check(site, args.map("diskparams"));
        return Locks.none().sharedNodes(Site.uuids(site.model().nodes().all())).set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        ClusterConfig cluster = site.cluster();
        List<String> templates = Values.truth(args.value("enabled_disk_templates"))
                ? args.texts("enabled_disk_templates")
                : cluster.texts("enabled_disk_templates");
        new ClusterStorage(site, task).check(templates);
        Map<String, Object> changes = new LinkedHashMap<>();
        if (!args.map("beparams").isEmpty()) {
            Map<String, Object> own = site.types().forced("be", CreateArguments.upgraded(args.map("beparams")));
            changes.put("beparams", Map.of("default", site.filled().beparams(own)));
        }
        if (!args.map("ndparams").isEmpty()) {
            changes.put(
                    "ndparams",
                    Values.filled(cluster.object("ndparams"), site.types().forced("nd", args.map("ndparams"))));
        }
        changes.putAll(States.updated(
                site,
                args,
                Map.of(
                        "hv_state_static", cluster.object("hv_state_static"),
                        "disk_state_static", cluster.object("disk_state_static"))));
        policy(task, templates, changes);
        nicparams(args, changes);
        ClusterHypervisors.changes(site, args, changes);
        if (!args.map("diskparams").isEmpty()) {
            changes.put(
                    "diskparams", DiskParameters.updated(site, cluster.object("diskparams"), args.map("diskparams")));
        }
        osparams(args, changes);
        if (Values.truth(args.value("default_iallocator"))
                && !args.text("default_iallocator").equals(Allocator.NAME)) {
            throw Refusal.prerequisite(
                    "Invalid default iallocator script '" + args.text("default_iallocator") + "' specified",
                    Refusal.WRONG_INPUT);
        }
        tools(args);
        return () -> {
            change(task, changes, templates);
            return null;
        };
    }

    private void policy(Task task, List<String> templates, Map<String, Object> changes) {
        Map<String, Object> given = task.args().map("ipolicy");
        Map<String, Object> old = site.cluster().object("ipolicy");
        if (given.isEmpty()) {
            Policies.checkTemplates(old, templates);
            return;
        }
        Map<String, Object> policy = Policies.updated(site, old, given, false);
        Policies.checkTemplates(policy, templates);
        List<String> broken = new ArrayList<>();
        for (Group group : site.model().groups().all()) {
            broken.addAll(Policies.newlyBroken(
                    site, site.policy(group), Values.filled(policy, group.ipolicy()), site.instancesIn(group)));
        }
        if (!broken.isEmpty()) {
            task.warning("After the ipolicy change the following instances violate them: "
                    + Texts.joined(Texts.sorted(broken)));
        }
        changes.put("ipolicy", policy);
    }

    private void nicparams(Args args, Map<String, Object> changes) {
        if (args.map("nicparams").isEmpty()) {
            return;
        }
        Map<String, Object> filled = site.filled().nicparams(site.types().forced("nicparams", args.map("nicparams")));
        Nics.checkSyntax(filled);
        List<String> problems = new ArrayList<>();
        for (Instance instance : site.model().instances().all()) {
            for (int i = 0; i < instance.nics().size(); i++) {
                Object mode = Values.filled(filled, instance.nics().get(i).nicparams())
                        .get("mode");
                if ("routed".equals(mode) && instance.nics().get(i).ip() == null) {
                    problems.add("Instance " + instance.name() + ", nic/" + i + ": routed NIC with no ip address");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw Refusal.prerequisite(
                    "Cannot apply the change, errors:\n" + String.join("\n", problems), Refusal.WRONG_INPUT);
        }
        changes.put("nicparams", Map.of("default", filled));
    }

    private void osparams(Args args, Map<String, Object> changes) {
        Map<String, String> parameters =
                Map.of("osparams", "osparams", "osparams_private_cluster", "osparams_private_cluster");
        parameters.forEach((parameter, setting) -> {
            Map<String, Object> given = args.map(parameter);
            if (given.isEmpty()) {
                return;
            }
            Map<String, Object> all = new LinkedHashMap<>(site.cluster().object(setting));
            given.forEach((os, values) -> {
                Map<String, Object> updated = Values.updated(Values.map(all.get(os)), Values.map(values), true);
                if (updated.isEmpty()) {
                    all.remove(os);
                } else {
                    all.put(os, updated);
                    Systems.check(site, List.of(), os, updated, false);
                }
            });
            changes.put(setting, all);
        });
    }

    private static void tools(Args args) {
        List<String> tools = args.texts("compression_tools");
        if (tools.isEmpty()) {
            return;
        }
        List<String> illegal =
                tools.stream().filter(tool -> !tool.matches("[-_a-zA-Z0-9]+")).toList();
        if (!illegal.isEmpty()) {
            throw Refusal.prerequisite(
                    "The tools '" + String.join(", ", illegal)
                            + "' contain illegal characters: only alphanumeric values, dashes, and underscores are allowed",
                    Refusal.WRONG_INPUT);
        }
        if (!tools.contains("gzip")) {
            throw Refusal.prerequisite(
                    "For compatibility reasons, the gzip utility must be present among the compression tools",
                    Refusal.WRONG_INPUT);
        }
        if (tools.contains("none")) {
            throw Refusal.prerequisite(
                    "none is a reserved value used for no compression, and cannot be used as the name of a tool",
                    Refusal.WRONG_INPUT);
        }
    }

    private void change(Task task, Map<String, Object> changes, List<String> templates) throws InterruptedException {
        Args args = task.args();
        changes.put("enabled_disk_templates", templates);
        PLAIN.stream().filter(args::has).forEach(name -> changes.put(name, args.value(name)));
        new ClusterStorage(site, task).change(changes);
        for (String parameter : List.of("hidden_os", "blacklisted_os")) {
            systems(task, parameter, changes);
        }
        if (Values.truth(args.value("mac_prefix"))) {
            changes.put("mac_prefix", args.text("mac_prefix"));
        }
        if (Values.truth(args.value("master_netdev"))) {
            String old = Texts.plain(site.cluster().setting("master_netdev"));
            task.log("Shutting down master ip on the current netdev (" + old + ")");
            task.log("Changing master_netdev from " + old + " to " + args.text("master_netdev"));
            changes.put("master_netdev", args.text("master_netdev"));
        }
        if (args.has("master_netmask")) {
            task.log("Changing master IP netmask to " + args.number("master_netmask"));
        }
        collectors(args, changes);
        site.update(site.cluster(), cluster -> {
            ClusterConfig changed = cluster;
            for (Map.Entry<String, Object> entry : changes.entrySet()) {
                changed = changed.with(entry.getKey(), entry.getValue());
            }
            return changed;
        });
        if (args.has("candidate_pool_size")) {
            Candidates.fill(site, task, Set.of());
        }
        if (Values.truth(args.value("master_netdev"))) {
            task.log("Starting the master ip on the new master netdev (" + args.text("master_netdev") + ")");
        }
    }

    private void systems(Task task, String parameter, Map<String, Object> changes) {
        List<Object> mods = task.args().list(parameter);
        if (mods.isEmpty()) {
            return;
        }
        List<String> listed = new ArrayList<>(site.cluster().texts(parameter));
        String list = parameter.substring(0, parameter.indexOf('_')) + " OS list";
        for (Object mod : mods) {
            String action = (String) Values.list(mod).get(0);
            String os = (String) Values.list(mod).get(1);
            boolean there = listed.contains(os);
            switch (action) {
                case "add" -> {
                    if (there) {
                        task.log("OS " + os + " already in " + list + ", ignoring");
                    } else {
                        listed.add(os);
                    }
                }
                case "remove" -> {
                    if (!listed.remove(os)) {
                        task.log("OS " + os + " not found in " + list + ", ignoring");
                    }
                }
                default -> throw Refusal.of("ProgrammerError", "Invalid modification '" + action + "'");
            }
        }
        changes.put(parameter, listed);
    }

    private void collectors(Args args, Map<String, Object> changes) {
        Map<String, Object> collectors = new LinkedHashMap<>(site.cluster().object("data_collectors"));
        args.map("enabled_data_collectors")
                .forEach((name, active) -> collectors.put(
                        name, Values.filled(Values.map(collectors.get(name)), Map.of("active", active))));
        args.map("data_collector_interval")
                .forEach((name, interval) -> collectors.put(
                        name, Values.filled(Values.map(collectors.get(name)), Map.of("interval", interval))));
        changes.put("data_collectors", collectors);
    }
}
