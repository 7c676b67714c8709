package org.gatehouse.transfer.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the instance is made of at the destination: what it itself sets at the source, and what the command says. */
final class NewInstance {
    private NewInstance() {}

    /**
     * The body of the request that makes it, without installing or starting anything.
     *
     * @param info what the cluster's job tells of the instance
     */
    static Map<String, Object> body(MoveOptions options, Map<String, Object> info, List<?> tags) throws RapiException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("__version__", 1);
        body.put("mode", "create");
        body.put("name", options.newName());
        body.put("disk_template", options.find("--disk-template").orElse((String) info.get("disk_template")));
        body.put("disks", disks(info));
        body.put("nics", cards(options, info));
        body.put("os", options.find("--os").orElse((String) info.get("os")));
        boolean sameHypervisor = options.find("--hypervisor")
                .map(name -> name.equals(info.get("hypervisor")))
                .orElse(true);
        body.put("hypervisor", options.find("--hypervisor").orElse((String) info.get("hypervisor")));
        body.put("hvparams", sameHypervisor ? info.getOrDefault("hv_instance", Map.of()) : Map.of());
        body.put("beparams", info.getOrDefault("be_instance", Map.of()));
        body.put("osparams", info.getOrDefault("os_instance", Map.of()));
        body.put("tags", tags);
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

    private static List<Object> disks(Map<String, Object> info) throws RapiException {
        List<Object> disks = new ArrayList<>();
        for (Object element : list(info.get("disks"))) {
            Map<String, Object> disk = PatientRapi.object(element);
            Map<String, Object> wanted = new LinkedHashMap<>();
            wanted.put("size", disk.get("size"));
            wanted.put("mode", disk.getOrDefault("mode", "rw"));
            if (disk.get("name") != null) {
                wanted.put("name", disk.get("name"));
            }
            disks.add(wanted);
        }
        return disks;
    }

    /** A card is {@code [name, uuid, ip, mac, mode, link, vlan, network, network's facts]}. */
    private static List<Object> cards(MoveOptions options, Map<String, Object> info) {
        List<Object> cards = new ArrayList<>();
        List<String> names = List.of("name", "", "ip", "mac", "mode", "link", "vlan", "network");
        for (Object element : list(info.get("nics"))) {
            List<?> given = list(element);
            Map<String, Object> card = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(names.size(), given.size()); i++) {
                if (!names.get(i).isEmpty() && given.get(i) != null && !"".equals(given.get(i))) {
                    card.put(names.get(i), given.get(i));
                }
            }
            if (card.containsKey("network")) {
                // The network says these.
                List.of("mode", "link", "vlan").forEach(card::remove);
            }
            card.putAll(options.card(cards.size()));
            cards.add(card);
        }
        return cards;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
