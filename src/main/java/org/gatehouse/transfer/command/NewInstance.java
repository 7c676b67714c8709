package org.gatehouse.transfer.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The request that makes an instance at the destination: what the instance sets itself at the source, and what the command
 * line says. What it inherits at the source is left out, so that it inherits at the destination, too.
 */
final class NewInstance {
    /** The facts of a network card, in the order in which Ganeti's instance information has them. */
    private static final List<String> CARD =
            List.of("name", "uuid", "ip", "mac", "mode", "link", "vlan", "network uuid", "network");

    private static final List<String> KEPT = List.of("name", "ip", "mac");
    private static final Set<String> FILE_TEMPLATES = Set.of("file", "sharedfile");
    private static final String DISKLESS = "diskless";
    private static final String NETWORK = "network";

    private final MoveOptions options;
    private final Map<String, Object> info;
    private final Map<String, Object> instance;

    /**
     * A request for this instance.
     *
     * @param info the result of the source's {@code OP_INSTANCE_QUERY_DATA}
     * @param instance the source's {@code /2/instances/NAME}, which tells what network cards set themselves
     */
    NewInstance(MoveOptions options, Map<String, Object> info, Map<String, Object> instance) {
        this.options = options;
        this.info = info;
        this.instance = instance;
    }

    /** Whether the instance has no disks. */
    boolean isDiskless() {
        return list(info.get("disks")).isEmpty();
    }

    /** The body of the request, without installing or starting anything. Fails if the options do not fit the instance. */
    Map<String, Object> body(Map<String, Object> osparamsPrivate) throws RapiException {
        options.checkDevices(
                list(info.get("nics")).size(), list(info.get("disks")).size());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("__version__", 1);
        body.put("mode", "create");
        body.put("name", options.newName());
        body.put("disk_template", template());
        body.put("disks", disks());
        fileDriver().ifPresent(driver -> body.put("file_driver", driver));
        body.put("nics", cards());
        body.put("os", options.find("--os").orElse((String) info.get("os")));
        boolean sameHypervisor = options.find("--hypervisor")
                .map(name -> name.equals(info.get("hypervisor")))
                .orElse(true);
        body.put("hypervisor", options.find("--hypervisor").orElse((String) info.get("hypervisor")));
        body.put("hvparams", sameHypervisor ? info.getOrDefault("hv_instance", Map.of()) : Map.of());
        body.put("beparams", info.getOrDefault("be_instance", Map.of()));
        body.put("osparams", info.getOrDefault("os_instance", Map.of()));
        if (!osparamsPrivate.isEmpty()) {
            body.put("osparams_private", osparamsPrivate);
        }
        body.put("tags", list(instance.get("tags")));
        options.find("--target-node").ifPresent(node -> body.put("pnode", node));
        options.find("--target-secondary-node").ifPresent(node -> body.put("snode", node));
        options.find("--iallocator").ifPresent(name -> body.put("iallocator", name));
        body.put("no_install", true);
        body.put("start", false);
        body.put("wait_for_sync", true);
        body.put("name_check", false);
        body.put("ip_check", false);
        return body;
    }

    private String template() throws RapiException {
        String template = options.find("--disk-template").orElse((String) info.get("disk_template"));
        if (DISKLESS.equals(template) != isDiskless()) {
            throw new RapiException(
                    -1,
                    isDiskless()
                            ? "the instance has no disks: leave --disk-template out"
                            : "the instance has disks: it cannot become diskless",
                    null);
        }
        return template;
    }

    private List<Object> disks() throws RapiException {
        List<Object> disks = new ArrayList<>();
        for (Object element : list(info.get("disks"))) {
            Map<String, Object> disk = PatientRapi.object(element);
            Map<String, Object> wanted = new LinkedHashMap<>();
            wanted.put("size", disk.get("size"));
            wanted.put("mode", disk.getOrDefault("mode", "rw"));
            for (String name : List.of("name", "spindles")) {
                if (disk.get(name) != null) {
                    wanted.put(name, disk.get(name));
                }
            }
            if ("ext".equals(disk.get("dev_type")) && "ext".equals(template())) {
                wanted.put("provider", first(disk.get("logical_id")));
            }
            wanted.putAll(options.disk(disks.size()));
            wanted.remove("spindles", "none");
            disks.add(wanted);
        }
        return disks;
    }

    /** How files become block devices; the first element of a file disk's logical id. */
    private Optional<Object> fileDriver() throws RapiException {
        if (isDiskless() || !FILE_TEMPLATES.contains(template())) {
            return Optional.empty();
        }
        Map<String, Object> disk = PatientRapi.object(list(info.get("disks")).get(0));
        return FILE_TEMPLATES.contains(String.valueOf(disk.get("dev_type")))
                ? Optional.ofNullable(first(disk.get("logical_id")))
                : Optional.empty();
    }

    private List<Object> cards() throws RapiException {
        List<Object> cards = new ArrayList<>();
        List<?> own = list(instance.get("custom_nicparams"));
        for (Object element : list(info.get("nics"))) {
            int index = cards.size();
            Map<String, Object> facts = facts(list(element));
            Map<String, Object> card = new LinkedHashMap<>();
            KEPT.stream().filter(facts::containsKey).forEach(name -> card.put(name, facts.get(name)));
            if (facts.containsKey("network uuid")) {
                card.put(NETWORK, network(facts, index));
            } else if (index < own.size()) {
                // What a card in a network has of these is the network's.
                PatientRapi.object(own.get(index)).forEach((name, value) -> put(card, name, value));
            }
            replace(card, options.card(index));
            cards.add(card);
        }
        return cards;
    }

    private static Map<String, Object> facts(List<?> card) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(CARD.size(), card.size()); i++) {
            put(facts, CARD.get(i), card.get(i));
        }
        return facts;
    }

    private static void put(Map<String, Object> values, String name, Object value) {
        if (value != null && !"".equals(value)) {
            values.put(name, value);
        }
    }

    /** The name of a card's network: its UUID means nothing at the destination. */
    private Object network(Map<String, Object> facts, int index) throws RapiException {
        Object name = facts.get(NETWORK) instanceof Map<?, ?> network ? network.get("name") : null;
        List<?> names = list(instance.get("nic.networks.names"));
        if (name == null && index < names.size()) {
            name = names.get(index);
        }
        if (name == null) {
            throw new RapiException(-1, "the source does not tell the name of the network of card " + index, null);
        }
        return name;
    }

    /** Puts what the command line says in the place of what the source has. */
    private static void replace(Map<String, Object> card, Map<String, Object> wanted) {
        if (wanted.containsKey(NETWORK)) {
            // A network has these of its own.
            List.of("mode", "link", "vlan").forEach(card::remove);
        }
        card.putAll(wanted);
        card.remove(NETWORK, "none");
    }

    private static Object first(Object list) {
        return list(list).isEmpty() ? null : list(list).get(0);
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
