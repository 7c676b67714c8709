package org.gatehouse.embedded.work;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;

/** Network cards: what may be asked for, and the addresses they get. */
final class Nics {
    static final String NONE = "none";
    static final String POOL = "pool";
    static final Set<String> MADE_UP = Set.of("auto", "generate");

    private static final Set<String> MODES = Set.of("bridged", "openvswitch", "pool", "routed", "auto");
    private static final int TRIES = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Nics() {}

    /** That a card's parameters, defaults included, make sense. */
    static void checkSyntax(Map<String, Object> filled) {
        if (!MODES.contains(String.valueOf(filled.get("mode")))) {
            throw Refusal.of("ConfigurationError", "Invalid NIC mode '" + Texts.plain(filled.get("mode")) + "'");
        }
        if ("bridged".equals(filled.get("mode")) && !Values.truth(filled.get("link"))) {
            throw Refusal.of("ConfigurationError", "Missing bridged NIC link");
        }
    }

    /** The cards that an opcode wants, their values in the right types. */
    static List<Map<String, Object>> forced(Site site, List<Object> wanted) {
        List<Map<String, Object>> cards = new ArrayList<>();
        for (Object card : wanted) {
            Map<String, Object> params = site.types().forced("nic", Values.map(card));
            if (params.get("vlan") instanceof String vlan && !vlan.isEmpty()) {
                params.put("vlan", vlan(vlan));
            }
            cards.add(params);
        }
        Checks.deviceNames(
                "NIC", cards.stream().map(card -> (String) card.get("name")).toList(), List.of());
        return cards;
    }

    private static String vlan(String vlan) {
        if (vlan.matches("[.:][0-9:]*")) {
            return vlan;
        }
        if (vlan.matches("[0-9]+")) {
            return "." + vlan;
        }
        throw Refusal.prerequisite("Specified VLAN parameter is invalid : " + vlan, Refusal.WRONG_INPUT);
    }

    private static boolean isNone(String text) {
        return text == null || text.toLowerCase(Locale.ROOT).equals(NONE);
    }

    /** The cards of a new instance; {@code resolved} is the address of its name, if that was looked up. */
    static List<Nic> compute(
            Site site, Task task, List<Map<String, Object>> wanted, boolean nameCheck, String resolved) {
        List<Nic> cards = new ArrayList<>();
        for (Map<String, Object> card : wanted) {
            cards.add(compute(site, task, card, nameCheck, resolved));
        }
        return cards;
    }

    private static Nic compute(Site site, Task task, Map<String, Object> card, boolean nameCheck, String resolved) {
        String mode = (String) card.get("mode");
        String link = (String) card.get("link");
        String network = isNone((String) card.get("network")) ? null : (String) card.get("network");
        Object usual = site.filled().nicparams(Map.of()).get("mode");
        Object effective = mode == null || mode.equals("auto") ? usual : mode;
        if (network != null && (mode != null || link != null)) {
            throw Refusal.prerequisite(
                    "If network is given, no mode or link is allowed to be passed", Refusal.WRONG_INPUT);
        }
        String ip = address((String) card.get("ip"), network, nameCheck, resolved);
        if ("routed".equals(effective) && ip == null && network == null) {
            throw Refusal.prerequisite(
                    "Routed nic mode requires an ip address if not attached to a network", Refusal.WRONG_INPUT);
        }
        String mac = card.get("mac") == null ? "auto" : (String) card.get("mac");
        if (!MADE_UP.contains(mac)) {
            mac = Addresses.mac(mac);
            if (!isFree(site, task, mac)) {
                throw Refusal.prerequisite("MAC address " + mac + " already in use in cluster", Refusal.NOT_UNIQUE);
            }
        }
        Map<String, Object> params = new LinkedHashMap<>();
        for (String name : List.of("mode", "link", "vlan")) {
            if (Values.truth(card.get(name))) {
                params.put(name, name.equals("mode") ? effective : card.get(name));
            }
        }
        checkSyntax(site.filled().nicparams(params));
        String uuid = network == null ? null : site.network(network).uuid();
        String name = isNone((String) card.get("name")) ? null : (String) card.get("name");
        return new Nic(Site.newUuid(), name, mac, ip, uuid, params);
    }

    private static String address(String ip, String network, boolean nameCheck, String resolved) {
        if (isNone(ip)) {
            return null;
        }
        String small = ip.toLowerCase(Locale.ROOT);
        if (small.equals("auto")) {
            if (!nameCheck) {
                throw Refusal.prerequisite(
                        "IP address set to auto but name checks have been skipped", Refusal.WRONG_INPUT);
            }
            return resolved;
        }
        if (small.equals(POOL)) {
            if (network == null) {
                throw Refusal.prerequisite("if ip=pool, parameter network must be passed too", Refusal.WRONG_INPUT);
            }
        } else if (!Addresses.isAddress(ip)) {
            throw Refusal.prerequisite("Invalid IP address '" + ip + "'", Refusal.WRONG_INPUT);
        }
        return ip;
    }

    /** Whether nobody has the MAC address; it is this operation's from now on. */
    static boolean isFree(Site site, Task task, String mac) {
        return site.model().instances().all().stream()
                        .flatMap(instance -> instance.nics().stream())
                        .noneMatch(nic -> mac.equals(nic.mac()))
                && task.reserve("mac/" + mac);
    }

    /** A MAC address that nobody has, with the prefix of the network or else of the cluster. */
    static String newMac(Site site, Task task, String network) {
        String own =
                network == null ? null : site.model().networks().get(network).macPrefix();
        String prefix = own == null ? (String) site.cluster().setting("mac_prefix") : own;
        for (int i = 0; i < TRIES; i++) {
            int number = RANDOM.nextInt(1 << 24);
            String mac = String.format(
                    Locale.ROOT, "%s:%02x:%02x:%02x", prefix, number >> 16, (number >> 8) & 255, number & 255);
            if (isFree(site, task, mac)) {
                return mac;
            }
        }
        throw Refusal.of("ConfigurationError", "Can't generate unique MAC");
    }

    /** A new instance's card with what the network has for it on that node. */
    static Nic placed(Site site, Task task, Nic nic, int index, Node node, boolean check) {
        if (nic.network() == null) {
            if (check) {
                checkConflict(site, nic.ip(), node);
            }
            return nic;
        }
        Network network = site.model().networks().get(nic.network());
        Group group = site.groupOf(node);
        if (!group.networks().containsKey(network.uuid())) {
            throw Refusal.prerequisite(
                    "No netparams found for network " + network.name() + ". Probably not connected to node's "
                            + node.name() + " nodegroup",
                    Refusal.WRONG_INPUT);
        }
        Map<String, Object> params = group.nicparams(network.uuid());
        task.info("NIC/" + index + " inherits netparams " + Texts.plain(new ArrayList<>(params.values())));
        String ip = nic.ip();
        if (ip != null && ip.toLowerCase(Locale.ROOT).equals(POOL)) {
            ip = fromPool(task, network);
            if (ip == null) {
                throw Refusal.prerequisite(
                        "Unable to get a free IP for NIC " + index + " from the address pool", Refusal.WRONG_STATE);
            }
            task.info("Chose IP " + ip + " from network " + network.name());
        } else if (ip != null && !isFree(task, network, ip, check)) {
            throw Refusal.prerequisite(
                    "IP address " + ip + " already in use or does not belong to network " + network.name(),
                    Refusal.NOT_UNIQUE);
        }
        return new Nic(nic.uuid(), nic.name(), nic.mac(), ip, nic.network(), params);
    }

    /** The first address of the network that nobody has; {@code null} if there is none. */
    static String fromPool(Task task, Network network) {
        AddressPool pool = new AddressPool(network);
        for (OptionalInt next = pool.nextFree(-1); next.isPresent(); next = pool.nextFree(next.getAsInt())) {
            if (task.reserve("ip/" + network.uuid() + "/" + pool.at(next.getAsInt()))) {
                return pool.at(next.getAsInt());
            }
        }
        return null;
    }

    /** Whether an address of the network can be had; {@code check} is whether those kept from instances cannot. */
    static boolean isFree(Task task, Network network, String ip, boolean check) {
        AddressPool pool = new AddressPool(network);
        return pool.contains(ip)
                && !pool.isTaken(ip)
                && !(check && pool.isKept(ip))
                && task.reserve("ip/" + network.uuid() + "/" + ip);
    }

    /** That an address without a network is none of a network that is connected to the node's group. */
    static void checkConflict(Site site, String ip, Node node) {
        for (String uuid : site.groupOf(node).networks().keySet()) {
            Network network = site.model().networks().get(uuid);
            if (new AddressPool(network).contains(ip)) {
                throw Refusal.prerequisite(
                        "The requested IP address (" + ip + ") belongs to network " + network.name()
                                + ", but the target NIC does not.",
                        Refusal.WRONG_STATE);
            }
        }
    }

    /** A card as queries for all of an instance show it. */
    static List<Object> tuple(Site site, Nic nic) {
        Map<String, Object> filled = site.filled().nicparams(nic.nicparams());
        Object network = null;
        if (nic.network() != null) {
            Map<String, Object> json =
                    Values.map(site.model().networks().get(nic.network()).toJson());
            json.put(
                    "tags",
                    Values.list(new ArrayList<>(
                            site.model().networks().get(nic.network()).tags())));
            json.values().removeIf(value -> value == null);
            network = json;
        }
        return Arrays.asList(
                nic.name(),
                nic.uuid(),
                nic.ip(),
                nic.mac(),
                filled.get("mode"),
                filled.get("link"),
                filled.get("vlan"),
                nic.network(),
                network);
    }
}
