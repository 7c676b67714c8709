package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Node;

/** The pool of master candidates: how many there are and should be. */
final class Candidates {
    private Candidates() {}

    /** How many there are, and how many there should be; some nodes do not count. */
    record Count(long now, long wanted) {}

    static Count count(Site site, Set<String> exceptions) {
        List<Node> nodes = site.model().nodes().all().stream()
                .filter(node -> !exceptions.contains(node.uuid()))
                .toList();
        long able = nodes.stream().filter(Candidates::able).count();
        long now = nodes.stream().filter(node -> node.flags().masterCandidate()).count();
        return new Count(now, Math.min(able, site.cluster().number("candidate_pool_size")));
    }

    private static boolean able(Node node) {
        return !node.flags().offline()
                && !node.flags().drained()
                && node.flags().masterCapable();
    }

    /** Whether a node that becomes usable is needed as a candidate. */
    static boolean needed(Site site) {
        Count count = count(site, Set.of());
        return count.now() < Math.min(count.wanted() + 1, site.cluster().number("candidate_pool_size"));
    }

    /** Makes candidates of nodes until there are enough. */
    static void fill(Site site, Task task, Set<String> exceptions) throws InterruptedException {
        List<String> promoted = new ArrayList<>();
        Count before = count(site, exceptions);
        List<Node> chosen = site.model().nodes().all().stream()
                .filter(node -> able(node) && !node.flags().masterCandidate() && !exceptions.contains(node.uuid()))
                .sorted(Comparator.comparing(Node::name))
                .limit(Math.max(0, before.wanted() - before.now()))
                .toList();
        for (Node node : chosen) {
            site.update(node, latest -> latest.withFlags(latest.flags().withMasterCandidate(true)));
            promoted.add(node.name());
        }
        if (!promoted.isEmpty()) {
            task.info("Promoted nodes to master candidate role: " + Texts.joined(promoted));
        }
        Count after = count(site, exceptions);
        if (after.now() > after.wanted()) {
            task.info("Note: more nodes are candidates (" + after.now() + ") than desired (" + after.wanted() + ")");
        }
    }
}
