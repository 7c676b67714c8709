package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Nic;

/** The names and addresses that the cluster's description has under {@code hosts}, in place of a name server. */
final class Resolver {
    private static final int UNKNOWN = -2;

    private Resolver() {}

    /** A host by its whole name. */
    record Host(String name, String address) {}

    /** A name as host names are written. */
    static String normalized(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        if (!small.matches("[a-z0-9._-]{1,255}") || small.contains("..") || small.startsWith(".")) {
            throw Refusal.prerequisite("Invalid hostname '" + small + "'", Refusal.WRONG_INPUT);
        }
        return small.replaceFirst("\\.+$", "");
    }

    /** The host that a name stands for, whose own name must begin with it. */
    static Host resolve(Site site, Task task, String name) {
        Map<String, Object> hosts = site.cluster().object("hosts");
        String whole = Stream.concat(
                        Stream.of(name), hosts.keySet().stream().filter(host -> host.startsWith(name + ".")))
                .filter(hosts::containsKey)
                .findFirst()
                .orElseThrow(() ->
                        ClusterException.refused("ResolverError", List.of(name, UNKNOWN, "Name or service not known")));
        if (!whole.equals(name)) {
            task.info("Resolved given name '" + name + "' to '" + whole + "'");
        }
        return new Host(whole, String.valueOf(hosts.get(whole)));
    }

    /** That no machine answers under the address: no node, no running instance. */
    static void checkUnused(Site site, String address, String instance) {
        boolean ofNode = site.model().nodes().all().stream()
                .anyMatch(node -> address.equals(node.primaryIp()) || address.equals(node.secondaryIp()));
        boolean ofInstance = site.model().instances().all().stream()
                .filter(other -> other.state().running())
                .map(Instance::nics)
                .flatMap(List::stream)
                .map(Nic::ip)
                .anyMatch(address::equals);
        if (ofNode || ofInstance || address.equals(site.cluster().setting("master_ip"))) {
            throw Refusal.prerequisite(
                    "IP " + address + " of instance " + instance + " already in use", Refusal.NOT_UNIQUE);
        }
    }
}
