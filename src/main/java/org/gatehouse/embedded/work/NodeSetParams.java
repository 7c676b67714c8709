package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.NodeFlags;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes a node's role and parameters. */
final class NodeSetParams implements Operation {
    private static final Set<String> GLOBAL = Set.of("exclusive_storage");
    private static final List<String> ROLES = List.of("master_candidate", "drained", "offline");
    private static final List<String> CHANGES = List.of(
            "offline",
            "master_candidate",
            "drained",
            "master_capable",
            "vm_capable",
            "secondary_ip",
            "ndparams",
            "hv_state",
            "disk_state");

    private final Site site;

    NodeSetParams(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        Node node = site.node(args, "node_name", "node_uuid");
        if (CHANGES.stream().noneMatch(args::has)) {
            throw Refusal.prerequisite("Please pass at least one modification", Refusal.WRONG_INPUT);
        }
        if (CHANGES.stream().filter(args::flag).count() > 1) {
            throw Refusal.prerequisite(
                    "Can't set the node into more than one state at the same time", Refusal.WRONG_INPUT);
        }
        String address = args.text("secondary_ip");
        if (address != null && Addresses.number(address).isEmpty()) {
            throw Refusal.prerequisite(
                    "Secondary IP (" + address + ") needs to be a valid IPv4 address", Refusal.WRONG_INPUT);
        }
        Locks locks = Locks.none().node(node.uuid());
        if (promotesOthers(args)) {
            Site.uuids(site.model().nodes().all()).forEach(locks::node);
        }
        return locks.set();
    }

    private static boolean mayDemote(Args args) {
        return Boolean.FALSE.equals(args.choice("master_candidate"))
                || args.flag("offline")
                || args.flag("drained")
                || Boolean.FALSE.equals(args.choice("master_capable"));
    }

    private static boolean promotesOthers(Args args) {
        return args.flag("auto_promote") && mayDemote(args);
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Node node = site.node(args, "node_name", "node_uuid");
        checkMaster(args, node);
        checkCapabilities(args, node);
        for (String role : ROLES) {
            if (Boolean.FALSE.equals(args.choice(role)) && !has(node.flags(), role)) {
                task.info("Ignoring request to unset flag " + role + ", already unset");
                args.set(role, null);
            }
        }
        if (args.has("powered")) {
            throw Refusal.prerequisite(
                    "Unable to change powered state for node " + node.name()
                            + " as it does not support out-of-band handling",
                    Refusal.WRONG_STATE);
        }
        promoteItself(task, node);
        String role = newRole(args, node);
        if (node.flags().offline() && !"offline".equals(role)) {
            task.warning(
                    "Transitioning node from offline to online state without using re-add. Please make sure the node is"
                            + " healthy!");
        }
        checkAddress(task, node);
        Map<String, Object> ndparams = node.ndparams();
        if (!args.map("ndparams").isEmpty()) {
            ndparams = site.types().forced("nd", Values.updated(ndparams, args.map("ndparams")));
            Checks.notGlobal(args.map("ndparams"), GLOBAL, "node", "node", "cluster or group");
        }
        Node changed = node.withNdparams(ndparams).withStates(States.updated(site, args, node.states()));
        return () -> change(task, node, changed, role);
    }

    private void checkMaster(Args args, Node node) {
        if (ROLES.stream().anyMatch(args::has) && site.isMaster(node)) {
            throw Refusal.prerequisite("The master role can be changed only via master-failover", Refusal.WRONG_INPUT);
        }
    }

    private void checkCapabilities(Args args, Node node) {
        if (args.flag("master_candidate") && !node.flags().masterCapable()) {
            throw Refusal.prerequisite(
                    "Node " + node.name() + " is not master capable, cannot make it a master candidate",
                    Refusal.WRONG_STATE);
        }
        if (Boolean.FALSE.equals(args.choice("vm_capable")) && hosts(node)) {
            throw Refusal.prerequisite(
                    "Node " + node.name() + " hosts instances, cannot unset the vm_capable flag", Refusal.WRONG_STATE);
        }
        if (node.flags().masterCandidate() && mayDemote(args) && !promotesOthers(args)) {
            Candidates.Count left = Candidates.count(site, Set.of(node.uuid()));
            if (left.now() < left.wanted()) {
                throw Refusal.prerequisite(
                        "Not enough master candidates, please pass auto promote option to allow promotion (--auto-promote or"
                                + " RAPI auto_promote=True)",
                        Refusal.WRONG_STATE);
            }
        }
    }

    private boolean hosts(Node node) {
        return site.model().instances().all().stream()
                .anyMatch(instance -> Site.nodesOf(instance).contains(node.uuid()));
    }

    private static boolean has(NodeFlags flags, String role) {
        return switch (role) {
            case "master_candidate" -> flags.masterCandidate();
            case "drained" -> flags.drained();
            default -> flags.offline();
        };
    }

    private void promoteItself(Task task, Node node) {
        Args args = task.args();
        boolean returns = Boolean.FALSE.equals(args.choice("drained"))
                || Boolean.FALSE.equals(args.choice("offline"))
                || (args.flag("master_capable") && !node.flags().masterCapable());
        if (returns && Candidates.needed(site)) {
            args.set("master_candidate", true);
            task.info("Auto-promoting node to master candidate");
        }
        if (Boolean.FALSE.equals(args.choice("master_capable")) && node.flags().masterCandidate()) {
            if (site.isMaster(node)) {
                throw Refusal.prerequisite("Master must remain master capable", Refusal.WRONG_STATE);
            }
            task.info("Demoting from master candidate");
            args.set("master_candidate", false);
        }
    }

    /** The role that the node gets, or empty for none. */
    private static String newRole(Args args, Node node) {
        Stream<String> wanted = ROLES.stream().filter(args::flag);
        String old = ROLES.stream()
                .filter(role -> has(node.flags(), role))
                .findFirst()
                .orElse("");
        boolean leaves = ROLES.stream().anyMatch(role -> Boolean.FALSE.equals(args.choice(role)));
        return wanted.findFirst().orElse(leaves ? "" : old);
    }

    private void checkAddress(Task task, Node node) {
        String address = task.args().text("secondary_ip");
        if (address == null) {
            return;
        }
        Node master = site.model().nodes().get(site.cluster().masterNode());
        boolean single = master.primaryIp().equals(master.secondaryIp());
        boolean may = task.args().flag("force") && site.isMaster(node);
        if (single && !address.equals(node.primaryIp())) {
            if (!may) {
                throw Refusal.prerequisite(
                        "Changing the secondary ip on a single-homed cluster requires the --force option to be passed, and"
                                + " the target node to be the master",
                        Refusal.WRONG_INPUT);
            }
            task.warning("Transitioning from single-homed to multi-homed cluster; all nodes will require a secondary IP"
                    + " address");
        } else if (!single && address.equals(node.primaryIp())) {
            if (!may) {
                throw Refusal.prerequisite(
                        "Cannot set the secondary IP to be the same as the primary IP on a multi-homed cluster, unless the"
                                + " --force option is passed, and the target node is the master",
                        Refusal.WRONG_INPUT);
            }
            task.warning(
                    "Transitioning from multi-homed to single-homed cluster; secondary IP addresses will have to be"
                            + " removed");
        }
    }

    private Object change(Task task, Node node, Node changed, String role) throws InterruptedException {
        Args args = task.args();
        List<Object> result = new ArrayList<>();
        NodeFlags flags = node.flags();
        if (args.has("master_capable")) {
            flags = flags.withMasterCapable(args.flag("master_capable"));
            result.add(List.of("master_capable", Texts.plain(args.choice("master_capable"))));
        }
        if (args.has("vm_capable")) {
            flags = flags.withVmCapable(args.flag("vm_capable"));
            result.add(List.of("vm_capable", Texts.plain(args.choice("vm_capable"))));
        }
        String address = args.text("secondary_ip");
        if (address != null) {
            result.add(List.of("secondary_ip", address));
        }
        NodeFlags roles = flags.withMasterCandidate(role.equals("master_candidate"))
                .withDrained(role.equals("drained"))
                .withOffline(role.equals("offline"));
        for (String name : ROLES) {
            if (has(roles, name) != has(node.flags(), name)) {
                result.add(List.of(name, Texts.plain(has(roles, name))));
            }
        }
        site.update(node, latest -> {
            Node next = latest.withNdparams(changed.ndparams())
                    .withStates(changed.states())
                    .withFlags(roles);
            return address == null ? next : next.withAddresses(next.primaryIp(), address);
        });
        if (promotesOthers(args)) {
            Candidates.fill(site, task, Set.of(node.uuid()));
        }
        return result;
    }
}
