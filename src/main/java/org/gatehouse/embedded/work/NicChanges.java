package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;

/** Changes to an instance's network cards, worked out before anything is changed. For one thread. */
final class NicChanges {
    private static final int MOST = 8;
    private static final String KIND = "NIC";

    private final Site site;
    private final Task task;
    private final Node node;
    private final List<Nic> nics;
    private final List<Object> described = new ArrayList<>();

    NicChanges(Site site, Task task, Instance instance) {
        this.site = site;
        this.task = task;
        this.node = site.nodeOf(instance);
        this.nics = new ArrayList<>(instance.nics());
    }

    /** The changes that an opcode wants, as far as they can be checked by themselves. */
    static List<Change> read(Site site, Args args) {
        return Change.all(KIND, args.list("nics")).stream()
                .map(change -> change.with(checked(site, change)))
                .toList();
    }

    private static Map<String, Object> checked(Site site, Change change) {
        Map<String, Object> params = site.types().forced("nic", change.params());
        if (!change.is("add") && !change.is("modify")) {
            return params;
        }
        params.replaceAll(
                (name, value) -> List.of("name", "network", "ip").contains(name) && isNone(value) ? null : value);
        if (params.get("network") != null && (params.get("link") != null || params.get("mode") != null)) {
            throw Refusal.prerequisite("If network is given mode or link should not", Refusal.WRONG_INPUT);
        }
        if (change.is("add") && params.get("mac") == null) {
            params.put("mac", "auto");
        }
        checkAddress(change, params);
        String mac = (String) params.get("mac");
        if (mac != null && !Nics.MADE_UP.contains(mac)) {
            params.put("mac", Addresses.mac(mac));
        }
        if (change.is("modify") && "auto".equals(mac)) {
            throw Refusal.prerequisite(
                    "'auto' is not a valid MAC address when modifying an existing NIC", Refusal.WRONG_INPUT);
        }
        return params;
    }

    private static boolean isNone(Object value) {
        return value instanceof String text && text.toLowerCase(Locale.ROOT).equals(Nics.NONE);
    }

    private static void checkAddress(Change change, Map<String, Object> params) {
        String ip = (String) params.get("ip");
        if (ip == null) {
            return;
        }
        if (ip.toLowerCase(Locale.ROOT).equals(Nics.POOL)) {
            if (change.is("add") && params.get("network") == null) {
                throw Refusal.prerequisite("If ip=pool, parameter network cannot be none", Refusal.WRONG_INPUT);
            }
        } else if (!Addresses.isAddress(ip)) {
            throw Refusal.prerequisite("Invalid IP address '" + ip + "'", Refusal.WRONG_INPUT);
        }
    }

    /** Works one change out. */
    void apply(Change change) {
        switch (change.action()) {
            case "add" -> add(change);
            case "modify" -> modify(change);
            case "remove" -> {
                int index = find(change);
                nics.remove(index);
                described.add(List.of(KIND + "/" + index, "remove"));
            }
            case "attach" -> throw unsupported("Attach");
            default -> throw unsupported("Detach");
        }
        if (nics.size() > MOST) {
            throw Refusal.prerequisite(
                    "Instance has too many network interfaces (" + MOST + "), cannot add more", Refusal.WRONG_STATE);
        }
    }

    private static RuntimeException unsupported(String action) {
        return Refusal.prerequisite(action + " operation is not supported for NICs", Refusal.WRONG_INPUT);
    }

    private int find(Change change) {
        return change.find(
                KIND,
                nics.stream().map(Nic::name).toList(),
                nics.stream().map(Nic::uuid).toList());
    }

    private void add(Change change) {
        int index = change.place(KIND, nics.size());
        Map<String, Object> params = Values.map(change.params());
        Map<String, Object> filled = prepare(params, null);
        String network = (String) params.get("network");
        nics.add(
                index,
                new Nic(
                        Site.newUuid(),
                        (String) params.get("name"),
                        (String) params.get("mac"),
                        (String) params.get("ip"),
                        network == null ? null : site.network(network).uuid(),
                        filled));
        described.add(List.of(
                "nic." + index,
                "add:mac=" + params.get("mac") + ",ip=" + Texts.plain(params.get("ip")) + ",mode="
                        + Texts.plain(filled.get("mode")) + ",link=" + Texts.plain(filled.get("link")) + ",network="
                        + Texts.plain(network)));
    }

    private void modify(Change change) {
        int index = find(change);
        Nic old = nics.get(index);
        Map<String, Object> params = Values.map(change.params());
        Map<String, Object> filled = prepare(params, old);
        for (String key : List.of("mac", "ip", "name")) {
            if (params.containsKey(key)) {
                describe("nic." + key + "/" + index, params.get(key));
            }
        }
        Object given = params.getOrDefault("network", old.network());
        String network = given == null ? null : site.network((String) given).uuid();
        if (!Objects.equals(network, old.network())) {
            describe("nic.network/" + index, given);
        }
        filled.forEach((key, value) -> describe("nic." + key + "/" + index, value));
        nics.set(
                index,
                new Nic(
                        old.uuid(),
                        (String) params.getOrDefault("name", old.name()),
                        (String) params.getOrDefault("mac", old.mac()),
                        (String) params.getOrDefault("ip", old.ip()),
                        network,
                        filled));
    }

    private void describe(String what, Object value) {
        List<Object> pair = new ArrayList<>();
        pair.add(what);
        pair.add(value);
        described.add(pair);
    }

    /** The card's parameters as they are going to be; chosen addresses are put into {@code params}. */
    private Map<String, Object> prepare(Map<String, Object> params, Nic old) {
        Map<String, Object> changes = new LinkedHashMap<>(params);
        changes.keySet().retainAll(List.of("link", "mode", "vlan"));
        String oldNetwork = old == null ? null : old.network();
        Object given = params.getOrDefault("network", oldNetwork);
        Network network = given == null ? null : site.network((String) given);
        Map<String, Object> own = old == null ? Map.of() : old.nicparams();
        Map<String, Object> filled;
        if (network == null) {
            filled = site.filled().nicparams(site.types().forced("nicparams", Values.updated(own, changes)));
        } else {
            Map<String, Object> ofGroup = site.groupOf(node).nicparams(network.uuid());
            if (ofGroup.isEmpty()) {
                throw Refusal.prerequisite(
                        "No netparams found for the network " + network.name() + ", probably not connected",
                        Refusal.WRONG_INPUT);
            }
            filled = site.filled().nicparams(ofGroup);
        }
        Nics.checkSyntax(filled);
        String oldIp = old == null ? null : old.ip();
        if ("routed".equals(filled.get("mode")) && params.getOrDefault("ip", oldIp) == null && network == null) {
            throw Refusal.prerequisite(
                    "Cannot set the NIC IP address to None on a routed NIC if not attached to a network",
                    Refusal.WRONG_INPUT);
        }
        if ("openvswitch".equals(filled.get("mode"))) {
            task.info("OVS links are currently not checked for correctness");
        }
        mac(params, network, oldNetwork);
        ip(params, network, oldIp, oldNetwork, changes);
        return filled;
    }

    private void mac(Map<String, Object> params, Network network, String oldNetwork) {
        String uuid = network == null ? null : network.uuid();
        if (params.containsKey("mac")) {
            String mac = (String) params.get("mac");
            if (mac == null) {
                throw Refusal.prerequisite("Cannot unset the NIC MAC address", Refusal.WRONG_INPUT);
            }
            if (Nics.MADE_UP.contains(mac)) {
                params.put("mac", Nics.newMac(site, task, uuid));
            } else if (!Nics.isFree(site, task, mac)) {
                throw Refusal.prerequisite("MAC address '" + mac + "' already in use in cluster", Refusal.NOT_UNIQUE);
            }
        } else if (!Objects.equals(uuid, oldNetwork)) {
            String before = oldNetwork == null
                    ? null
                    : site.model().networks().get(oldNetwork).macPrefix();
            if (!Objects.equals(before, network == null ? null : network.macPrefix())) {
                params.put("mac", Nics.newMac(site, task, uuid));
            }
        }
    }

    private void ip(
            Map<String, Object> params, Network network, String oldIp, String oldNetwork, Map<String, Object> changes) {
        String ip = (String) params.getOrDefault("ip", oldIp);
        String uuid = network == null ? null : network.uuid();
        if (Objects.equals(ip, oldIp) && Objects.equals(uuid, oldNetwork)) {
            if (oldNetwork != null && (changes.get("link") != null || changes.get("mode") != null)) {
                throw Refusal.prerequisite(
                        "Not allowed to change link or mode of a NIC that is connected to a network",
                        Refusal.WRONG_INPUT);
            }
            return;
        }
        if (ip == null) {
            return;
        }
        boolean check = task.args().flag("conflicts_check");
        if (ip.toLowerCase(Locale.ROOT).equals(Nics.POOL)) {
            if (network == null) {
                throw Refusal.prerequisite("ip=pool, but no network found", Refusal.WRONG_INPUT);
            }
            String chosen = Nics.fromPool(task, network);
            if (chosen == null) {
                throw Refusal.prerequisite("Unable to get a free IP from the address pool", Refusal.WRONG_STATE);
            }
            task.info("Chose IP " + chosen + " from network " + network.name());
            params.put("ip", chosen);
        } else if (network != null) {
            if (!Nics.isFree(task, network, ip, check)) {
                throw Refusal.prerequisite(
                        "IP " + ip + " not available in network " + network.name(), Refusal.NOT_UNIQUE);
            }
            task.info("Reserving IP " + ip + " in network " + network.name());
        } else if (check) {
            Nics.checkConflict(site, ip, node);
        }
    }

    /** The cards after all changes. */
    List<Nic> nics() {
        Checks.deviceNames(
                KIND,
                nics.stream().map(Nic::name).toList(),
                nics.stream().map(Nic::uuid).toList());
        return List.copyOf(nics);
    }

    /** What the opcode's result says of the changes. */
    List<Object> described() {
        return described;
    }
}
