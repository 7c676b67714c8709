package org.gatehouse.embedded.work;

import java.util.Map;
import java.util.Set;

/** The parameters of hypervisors. */
final class Hypervisors {
    /** What only the cluster says. */
    static final Set<String> GLOBAL = Set.of("migration_bandwidth", "migration_mode", "migration_port", "xen_cmd");

    private Hypervisors() {}

    /** That a hypervisor knows all of the parameters, defaults included, and none is missing. */
    static void check(Site site, String hypervisor, Map<String, Object> filled) {
        Map<String, Object> known = Values.map(site.cluster().object("hvparams").get(hypervisor));
        filled.keySet().forEach(name -> {
            if (!known.containsKey(name)) {
                throw Refusal.of("HypervisorError", "Parameter '" + name + "' is not supported");
            }
        });
        Object mode = filled.get("migration_mode");
        if (mode != null && !Set.of("live", "non-live").contains(mode)) {
            throw Refusal.of(
                    "HypervisorError",
                    "Parameter 'migration_mode' fails syntax check: invalid migration mode (current value: '"
                            + Texts.plain(mode) + "')");
        }
    }
}
