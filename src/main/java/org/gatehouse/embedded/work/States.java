package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The overrides of what nodes report of themselves: of their memory and processors by hypervisor, of their storage. */
final class States {
    private static final Set<String> HYPERVISORS = Set.of("chroot", "fake", "kvm", "lxc", "xen-hvm", "xen-pvm");
    private static final Set<String> STORAGE = Set.of("plain");

    private States() {}

    /** The states of an object after what the opcode says of them. */
    static Map<String, Object> updated(Site site, Args args, Map<String, Object> old) {
        Map<String, Object> states = new LinkedHashMap<>(old);
        Map<String, Object> hypervisors = args.map("hv_state");
        if (!hypervisors.isEmpty()) {
            refuseOthers(hypervisors, HYPERVISORS, "Invalid hypervisor(s) in hypervisor state: ");
            states.put(
                    "hv_state_static", merged(site, "hv-state", Values.map(old.get("hv_state_static")), hypervisors));
        }
        Map<String, Object> disks = args.map("disk_state");
        if (!disks.isEmpty()) {
            refuseOthers(disks, STORAGE, "Invalid storage type(s) in disk state: ");
            Map<String, Object> before = Values.map(old.get("disk_state_static"));
            Map<String, Object> after = new LinkedHashMap<>();
            disks.forEach((type, units) ->
                    after.put(type, merged(site, "disk-state", Values.map(before.get(type)), Values.map(units))));
            states.put("disk_state_static", after);
        }
        return states;
    }

    private static void refuseOthers(Map<String, Object> given, Set<String> known, String text) {
        Set<String> others = new TreeSet<>(given.keySet());
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw Refusal.prerequisite(text + Texts.joined(others), Refusal.WRONG_INPUT);
        }
    }

    private static Map<String, Object> merged(
            Site site, String types, Map<String, Object> old, Map<String, Object> changes) {
        Map<String, Object> merged = new LinkedHashMap<>(old);
        changes.forEach((key, values) -> merged.put(
                key, site.types().forced(types, Values.updated(Values.map(old.get(key)), Values.map(values)))));
        return merged;
    }
}
