package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters as they count: what an object says itself over its group's and the cluster's defaults. */
public final class Filled {
    private static final String DEFAULT = "default";

    private final ClusterConfig cluster;

    /** Filled from these defaults. */
    public Filled(ClusterConfig cluster) {
        this.cluster = cluster;
    }

    /** The hypervisor's parameters: the cluster's, those for the OS, {@code own}. */
    public Map<String, Object> hvparams(String hypervisor, String os, Map<String, Object> own) {
        Map<String, Object> defaults = inner(cluster.object("hvparams"), hypervisor);
        Map<String, Object> ofOs = inner(inner(cluster.object("os_hvp"), os), hypervisor);
        return Values.filled(Values.filled(defaults, ofOs), own);
    }

    public Map<String, Object> hvparams(Instance instance) {
        return hvparams(
                instance.hypervisor(), instance.os(), instance.parameters().hvparams());
    }

    public Map<String, Object> beparams(Map<String, Object> own) {
        return Values.filled(inner(cluster.object("beparams"), DEFAULT), own);
    }

    public Map<String, Object> beparams(Instance instance) {
        return beparams(instance.parameters().beparams());
    }

    public Map<String, Object> nicparams(Map<String, Object> own) {
        return Values.filled(inner(cluster.object("nicparams"), DEFAULT), own);
    }

    /** An OS's public parameters: those for its name, those for its variant, {@code own}. */
    public Map<String, Object> osparams(String os, Map<String, Object> own) {
        return ofOs("osparams", os, own);
    }

    /** An OS's private parameters, as {@link #osparams(String, Map)}. */
    public Map<String, Object> osparamsPrivate(String os, Map<String, Object> own) {
        return ofOs("osparams_private_cluster", os, own);
    }

    private Map<String, Object> ofOs(String key, String os, Map<String, Object> own) {
        Map<String, Object> defaults = cluster.object(key);
        int plus = os.indexOf('+');
        Map<String, Object> ofName = inner(defaults, plus < 0 ? os : os.substring(0, plus));
        return Values.filled(Values.filled(ofName, inner(defaults, os)), own);
    }

    public Map<String, Object> ndparams(Group group) {
        return Values.filled(cluster.object("ndparams"), group.ndparams());
    }

    public Map<String, Object> ndparams(Group group, Node node) {
        return Values.filled(ndparams(group), node.ndparams());
    }

    /** The instance policy with each missing part from the cluster's; of the standard specification, each missing value. */
    public Map<String, Object> ipolicy(Map<String, Object> own) {
        Map<String, Object> defaults = cluster.object("ipolicy");
        Map<String, Object> filled = Values.filled(defaults, own);
        if (own.containsKey("std")) {
            filled.put("std", Values.filled(inner(defaults, "std"), inner(own, "std")));
        }
        return filled;
    }

    /** Parameters of all disk templates. */
    public Map<String, Object> diskparams(Map<String, Object> own) {
        Map<String, Object> filled = new LinkedHashMap<>();
        Map<String, Object> defaults = cluster.object("diskparams");
        defaults.keySet()
                .forEach(template ->
                        filled.put(template, Values.filled(inner(defaults, template), inner(own, template))));
        return filled;
    }

    private static Map<String, Object> inner(Map<String, Object> map, String key) {
        return new Members(map).map(key);
    }
}
