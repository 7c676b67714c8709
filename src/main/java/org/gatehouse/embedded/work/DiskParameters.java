package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.cluster.ClusterException;

/** The parameters of disk templates. */
final class DiskParameters {
    private static final Set<String> ACCESS = Set.of("kernelspace", "userspace");

    private DiskParameters() {}

    /** All templates' parameters with changes to some. */
    static Map<String, Object> updated(Site site, Map<String, Object> old, Map<String, Object> changes) {
        Map<String, Object> params = new LinkedHashMap<>(old);
        changes.forEach((template, values) -> params.put(
                template,
                site.types().forced("diskparams", Values.updated(Values.map(old.get(template)), Values.map(values)))));
        check(site, params);
        return params;
    }

    /** That each template has only parameters of its own, and they make sense. */
    static void check(Site site, Map<String, Object> params) {
        params.forEach((template, values) -> {
            Map<String, Object> given = site.types().forced("diskparams", Values.map(values));
            Set<String> unknown = new TreeSet<>(given.keySet());
            unknown.removeAll(site.types().names("diskparams-of-" + template));
            if (!unknown.isEmpty()) {
                String names = Texts.joined(
                        unknown.stream().map(name -> template + "/" + name).toList());
                throw wrong("('Provided option keys not supported: " + names + "', 'wrong_input')");
            }
            checkAccess(template, given);
        });
    }

    /** That disks are accessed in a way that exists. */
    static void checkAccess(String template, Map<String, Object> values) {
        Object access = values.getOrDefault("access", "kernelspace");
        if (!ACCESS.contains(access)) {
            throw Refusal.prerequisite("Invalid value of '" + template + ":access': '" + Texts.plain(access)
                    + "' (expected one of " + Texts.joined(new TreeSet<>(ACCESS)) + ")");
        }
    }

    private static ClusterException wrong(String text) {
        return Refusal.prerequisite("While verify diskparams options: " + text, Refusal.WRONG_INPUT);
    }
}
