package org.gatehouse.embedded.work;

import java.util.List;

/** The tools that may compress what is sent from node to node. */
final class Compression {
    private Compression() {}

    static void check(Site site, String tool) {
        List<String> allowed = site.cluster().texts("compression_tools");
        if (!"none".equals(tool) && !allowed.contains(tool)) {
            throw Refusal.prerequisite(
                    "Compression tool not allowed, tools allowed are [" + String.join(", ", allowed) + "]",
                    Refusal.WRONG_INPUT);
        }
    }
}
