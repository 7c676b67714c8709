package org.gatehouse.embedded.work;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.OsDefinition;

/** Operating systems: names, variants, parameters. */
final class Systems {
    private Systems() {}

    /** That an OS is there, in that variant, and knows the parameters. Nothing to check without an OS. */
    static void check(Site site, Collection<Node> nodes, String os, Map<String, Object> params, boolean anyVariant) {
        if (os == null || os.isEmpty()) {
            return;
        }
        String problem = problem(site, os, params, anyVariant);
        for (Node node : nodes) {
            if (problem != null && node.flags().vmCapable()) {
                throw Refusal.execution("OS Parameters validation failed on node " + node.name() + ": " + problem);
            }
        }
    }

    private static String problem(Site site, String os, Map<String, Object> params, boolean anyVariant) {
        int plus = os.indexOf('+');
        String name = plus < 0 ? os : os.substring(0, plus);
        String variant = plus < 0 ? "" : os.substring(plus + 1);
        OsDefinition system = site.model().systems().named(name).orElse(null);
        if (system == null) {
            return "Directory for OS " + name + " not found in search path";
        }
        if (!anyVariant) {
            if (system.variants().isEmpty() && !variant.isEmpty()) {
                return "OS '" + name + "' does not support variants ('" + variant + "' passed)";
            }
            if (!system.variants().isEmpty() && variant.isEmpty()) {
                return "OS name '" + os + "' must include a variant";
            }
            if (!variant.isEmpty() && !system.variants().contains(variant)) {
                return "OS '" + name + "' does not support variant '" + variant + "'";
            }
        }
        Set<String> unknown = new TreeSet<>(params.keySet());
        unknown.removeAll(system.parameters().keySet());
        return unknown.isEmpty()
                ? null
                : "The following parameters are not supported by the OS " + name + ": " + Texts.joined(unknown);
    }

    /** An OS's parameters as they count, private ones too. */
    static Map<String, Object> filled(
            Site site, String os, Map<String, Object> own, Map<String, Object> secret, Map<String, Object> once) {
        String name = os == null ? "" : os;
        Map<String, Object> filled = site.filled().osparams(name, own);
        return Values.filled(Values.filled(filled, site.filled().osparamsPrivate(name, secret)), once);
    }
}
