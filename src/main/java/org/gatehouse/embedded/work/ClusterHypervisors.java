package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.model.ClusterConfig;

/** Changes to the cluster's hypervisors and their parameters. */
final class ClusterHypervisors {
    private static final String HVPARAMS = "hvparams";
    private static final String ENABLED = "enabled_hypervisors";

    private ClusterHypervisors() {}

    static void changes(Site site, Args args, Map<String, Object> changes) {
        ClusterConfig cluster = site.cluster();
        List<String> enabled = args.has(ENABLED) ? args.texts(ENABLED) : cluster.texts(ENABLED);
        for (String hypervisor : enabled) {
            if (!hypervisor.equals("fake")) {
                throw Refusal.unsupported("the hypervisor '" + hypervisor + "'");
            }
        }
        if (args.has(ENABLED)) {
            changes.put(ENABLED, enabled);
        }
        Map<String, Object> given = args.map(HVPARAMS);
        if (!given.isEmpty()) {
            Map<String, Object> all = new LinkedHashMap<>(cluster.object(HVPARAMS));
            given.forEach((hypervisor, values) -> {
                Map<String, Object> forced =
                        site.types().forced("hv", Values.filled(Values.map(all.get(hypervisor)), Values.map(values)));
                Hypervisors.check(site, hypervisor, forced);
                all.put(hypervisor, forced);
            });
            changes.put(HVPARAMS, all);
        }
        ofSystems(site, args, changes);
    }

    private static void ofSystems(Site site, Args args, Map<String, Object> changes) {
        Map<String, Object> given = args.map("os_hvp");
        if (given.isEmpty()) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>(site.cluster().object("os_hvp"));
        given.forEach((os, hypervisors) -> {
            Map<String, Object> own = Values.map(all.get(os));
            Values.map(hypervisors).forEach((hypervisor, values) -> {
                if (values == null) {
                    own.remove(hypervisor);
                    return;
                }
                Map<String, Object> forced =
                        site.types().forced("hv", Values.filled(Values.map(own.get(hypervisor)), Values.map(values)));
                Map<String, Object> defaults =
                        Values.map(site.cluster().object(HVPARAMS).get(hypervisor));
                Hypervisors.check(site, hypervisor, Values.filled(defaults, forced));
                own.put(hypervisor, forced);
            });
            if (own.isEmpty()) {
                all.remove(os);
            } else {
                all.put(os, own);
            }
        });
        changes.put("os_hvp", all);
    }
}
