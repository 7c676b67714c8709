package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Nic;

/**
 * Resolves host names in place of a name server. Known are the names that the cluster's description has under {@code hosts}, and
 * every name below the cluster's own domain.
 */
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

    /**
     * Resolves a name, or its first labels. A name without a dot is looked for in the cluster's domain, as a resolver with a
     * search list does it.
     */
    static Host resolve(Site site, Task task, String name) {
        Map<String, Object> hosts = site.cluster().object("hosts");
        String domain = domain(site);
        String whole = Stream.concat(
                        Stream.of(name), hosts.keySet().stream().filter(host -> host.startsWith(name + ".")))
                .filter(hosts::containsKey)
                .findFirst()
                .orElse(name.indexOf('.') < 0 ? name + domain : name);
        if (!hosts.containsKey(whole) && (domain.isEmpty() || !whole.endsWith(domain) || whole.equals(domain))) {
            String known = domain.isEmpty() ? "the description's hosts" : "any name that ends in " + domain;
            throw ClusterException.refused(
                    "ResolverError", List.of(name, UNKNOWN, "Name or service not known (known here: " + known + ")"));
        }
        if (!whole.equals(name)) {
            task.info("Resolved given name '" + name + "' to '" + whole + "'");
        }
        Object address = hosts.get(whole);
        return new Host(whole, address == null ? address(whole) : address.toString());
    }

    /** The domain of the cluster's name with its dot, or nothing if the name has none. */
    private static String domain(Site site) {
        String cluster = site.cluster().name();
        int dot = cluster.indexOf('.');
        return dot < 0 ? "" : cluster.substring(dot);
    }

    /** The address of a name that nobody has listed: always the same one in 100.64.0.0/10, which no public host has. */
    private static String address(String name) {
        int host = name.hashCode() & ((1 << 22) - 1);
        return "100." + (64 + (host >> 16)) + "." + (host >> 8 & 0xff) + "." + (host & 0xff);
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
