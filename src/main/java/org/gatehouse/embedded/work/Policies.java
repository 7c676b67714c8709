package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;

/** Instance policies: what breaks them, and how they may be changed. */
final class Policies {
    private static final Set<String> KEYS = Set.of("disk-templates", "minmax", "spindle-ratio", "std", "vcpu-ratio");
    private static final Set<String> RATIOS = Set.of("spindle-ratio", "vcpu-ratio");
    private static final String INVALID = "Invalid instance policy: ";

    private Policies() {}

    /** What a policy looks at. Values that are null are not looked at. */
    record Spec(Long memory, Long cpus, Long spindles, Long nics, List<Long> disks, List<String> templates) {}

    /** How an instance breaks the policy. */
    static List<String> violations(Site site, Map<String, Object> policy, Instance instance) {
        Map<String, Object> beparams = site.filled().beparams(instance);
        List<Disk> disks = instance.disks();
        return violations(
                policy,
                new Spec(
                        Values.whole(beparams.get("maxmem")),
                        Values.whole(beparams.get("vcpus")),
                        Values.whole(beparams.get("spindle_use")),
                        (long) instance.nics().size(),
                        disks.stream().map(Disk::size).toList(),
                        disks.stream().map(Disk::devType).toList()));
    }

    /** How such an instance would break the policy. */
    static List<String> violations(Map<String, Object> policy, Spec spec) {
        List<String> allowed = Values.texts(policy.get("disk-templates"));
        List<String> found = new ArrayList<>();
        if (spec.disks().isEmpty() && !allowed.contains("diskless")) {
            found.add("Disk template diskless is not allowed (allowed templates " + Texts.joined(allowed) + ")");
        }
        Set<String> forbidden = new LinkedHashSet<>(spec.templates());
        allowed.forEach(forbidden::remove);
        if (!forbidden.isEmpty()) {
            found.add("Disk template " + Texts.joined(forbidden) + " is not allowed (allowed templates: "
                    + Texts.joined(allowed) + ")");
        }
        List<String> least = null;
        for (Object ranges : Values.list(policy.get("minmax"))) {
            List<String> outside = outside(Values.map(ranges), spec);
            if (least == null || outside.size() < least.size()) {
                least = outside;
            }
        }
        found.addAll(least == null ? List.of() : least);
        return found;
    }

    private static List<String> outside(Map<String, Object> ranges, Spec spec) {
        Map<String, Object> min = Values.map(ranges.get("min"));
        Map<String, Object> max = Values.map(ranges.get("max"));
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("memory-size", spec.memory());
        values.put("cpu-count", spec.cpus());
        values.put("nic-count", spec.nics());
        values.put("spindle-use", spec.spindles());
        List<String> found = new ArrayList<>();
        values.forEach((name, value) -> check(name, name, value, min, max, found));
        for (int i = 0; i < spec.disks().size(); i++) {
            check("disk-size", "disk-size/" + i, spec.disks().get(i), min, max, found);
        }
        if (!spec.disks().isEmpty()) {
            check("disk-count", "disk-count", (long) spec.disks().size(), min, max, found);
        }
        return found;
    }

    private static void check(
            String name,
            String shown,
            Long value,
            Map<String, Object> min,
            Map<String, Object> max,
            List<String> found) {
        if (value == null) {
            return;
        }
        Long least = min.containsKey(name) ? Values.whole(min.get(name)) : value;
        Long most = max.containsKey(name) ? Values.whole(max.get(name)) : value;
        if (value > most || value < least) {
            found.add(shown + " value " + value + " is not in range [" + least + ", " + most + "]");
        }
    }

    /** Those of the instances that the new policy forbids and the old one does not. */
    static List<String> newlyBroken(
            Site site, Map<String, Object> before, Map<String, Object> after, Collection<Instance> instances) {
        return instances.stream()
                .filter(instance -> !violations(site, after, instance).isEmpty())
                .filter(instance -> violations(site, before, instance).isEmpty())
                .map(Instance::name)
                .toList();
    }

    /** A policy with changes, of a group or of the cluster. */
    static Map<String, Object> updated(
            Site site, Map<String, Object> old, Map<String, Object> changes, boolean ofGroup) {
        Map<String, Object> policy = new LinkedHashMap<>(old);
        changes.forEach((key, value) -> {
            if (!KEYS.contains(key)) {
                throw Refusal.prerequisite("Invalid key in new ipolicy: " + key, Refusal.WRONG_INPUT);
            }
            if (!Values.truth(value)
                    || "default".equals(value)
                    || List.of("default").equals(value)) {
                if (!ofGroup) {
                    throw Refusal.prerequisite(
                            "Can't unset ipolicy attribute '" + key + "' on the cluster'", Refusal.WRONG_INPUT);
                }
                policy.remove(key);
            } else {
                policy.put(key, value(site, old, key, value, ofGroup));
            }
        });
        checkSyntax(policy, !ofGroup);
        return policy;
    }

    private static Object value(Site site, Map<String, Object> old, String key, Object value, boolean ofGroup) {
        if (RATIOS.contains(key)) {
            return ratio(key, value);
        }
        if (key.equals("minmax")) {
            return Values.list(value).stream()
                    .map(ranges -> {
                        Map<String, Object> typed = Values.map(ranges);
                        typed.replaceAll((end, spec) -> site.types().forced("ispec", Values.map(spec)));
                        return (Object) typed;
                    })
                    .toList();
        }
        if (key.equals("std")) {
            if (ofGroup) {
                throw Refusal.prerequisite("std cannot appear in group instance specs", Refusal.WRONG_INPUT);
            }
            return site.types().forced("ispec", Values.filled(Values.map(old.get(key)), Values.map(value)));
        }
        return Values.list(value);
    }

    private static Object ratio(String key, Object value) {
        try {
            return value instanceof Number number
                    ? number.doubleValue()
                    : Double.parseDouble(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            throw Refusal.prerequisite(
                    "Invalid value for attribute '" + key + "': '" + Texts.plain(value)
                            + "', error: could not convert string to float: " + Texts.quoted(value),
                    Refusal.WRONG_INPUT);
        }
    }

    /** That the policy's parts are there and fit each other; {@code standard} is whether it needs a standard specification. */
    static void checkSyntax(Map<String, Object> policy, boolean standard) {
        if (policy.containsKey("minmax")) {
            checkRanges(policy, standard);
        }
        if (policy.containsKey("disk-templates")) {
            List<String> templates = Values.texts(policy.get("disk-templates"));
            check(!templates.isEmpty(), () -> "Instance policy must contain at least one disk template");
            Set<String> wrong = new LinkedHashSet<>(templates);
            wrong.removeIf(Checks::isTemplate);
            check(wrong.isEmpty(), () -> "Invalid disk template(s) " + Texts.joined(wrong));
        }
        Set<String> unknown = new HashSet<>(policy.keySet());
        unknown.removeAll(KEYS);
        check(unknown.isEmpty(), () -> "Invalid keys in ipolicy: " + Texts.joined(unknown));
    }

    private static final Set<String> SPEC =
            Set.of("memory-size", "cpu-count", "disk-count", "disk-size", "nic-count", "spindle-use");

    private static void checkRanges(Map<String, Object> policy, boolean standard) {
        Map<String, Object> std = Values.map(policy.get("std"));
        if (standard) {
            check(policy.containsKey("std"), () -> "Missing key in ipolicy: std");
            checkComplete(std, "std");
        }
        List<Object> all = Values.list(policy.get("minmax"));
        check(!all.isEmpty(), () -> "Empty minmax specifications");
        boolean good = !standard;
        for (Object ranges : all) {
            Map<String, Object> ends = Values.map(ranges);
            Set<String> missing = new HashSet<>(Set.of("min", "max"));
            missing.removeAll(ends.keySet());
            check(missing.isEmpty(), () -> "Missing instance specification: " + Texts.joined(missing));
            ends.forEach((end, spec) -> checkComplete(Values.map(spec), end));
            good |= contains(Values.map(ends.get("min")), Values.map(ends.get("max")), std);
        }
        boolean fits = good;
        check(fits, () -> "Invalid std specifications");
    }

    private static boolean contains(Map<String, Object> min, Map<String, Object> max, Map<String, Object> std) {
        boolean inside = true;
        for (String name : SPEC) {
            long least = Values.whole(min.get(name));
            long most = Values.whole(max.get(name));
            check(
                    least <= most,
                    () -> "Invalid specification of min/max values for " + name + ": " + least + "/" + most);
            Long value = Values.whole(std.get(name));
            inside &= value == null || (value >= least && value <= most);
        }
        return inside;
    }

    private static void checkComplete(Map<String, Object> spec, String name) {
        Set<String> missing = new HashSet<>(SPEC);
        missing.removeAll(spec.keySet());
        check(missing.isEmpty(), () -> "Missing instance specs parameters for " + name + ": " + Texts.joined(missing));
    }

    private static void check(boolean holds, Supplier<String> text) {
        if (!holds) {
            throw Refusal.prerequisite(INVALID + text.get(), Refusal.WRONG_INPUT);
        }
    }

    /** That the policy allows no template that the cluster has not. */
    static void checkTemplates(Map<String, Object> policy, List<String> enabled) {
        Set<String> others = new LinkedHashSet<>(Values.texts(policy.get("disk-templates")));
        enabled.forEach(others::remove);
        if (!others.isEmpty()) {
            throw Refusal.prerequisite(
                    "The following disk templates are allowed by the ipolicy, but not enabled on the cluster: "
                            + Texts.joined(others),
                    Refusal.WRONG_INPUT);
        }
    }
}
