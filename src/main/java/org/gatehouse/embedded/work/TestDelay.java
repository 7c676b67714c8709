package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Does nothing for a while, on the master and on other nodes. */
final class TestDelay implements Operation {
    private final Site site;

    TestDelay(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (duration(args) <= 0) {
            throw Refusal.prerequisite("Duration must be greater than zero");
        }
        if (args.flag("interruptible")) {
            throw Refusal.unsupported("delays that can be interrupted through a socket");
        }
        List<Node> nodes = args.texts("on_nodes").stream().map(site::node).toList();
        args.set("on_nodes", nodes.stream().map(Node::name).toList());
        Set<String> uuids = new LinkedHashSet<>(Site.uuids(nodes));
        if (args.flag("on_master")) {
            uuids.add(site.cluster().masterNode());
        }
        args.set("on_node_uuids", new ArrayList<>(uuids));
        Locks locks = Locks.none();
        if (!args.flag("no_locks")) {
            uuids.forEach(locks::node);
        }
        return locks.set();
    }

    private static double duration(Args args) {
        return ((Number) args.value("duration")).doubleValue();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        List<Node> nodes = args.texts("on_node_uuids").stream()
                .map(site.model().nodes()::get)
                .toList();
        long repeat = args.number("repeat");
        return () -> {
            if (repeat == 0) {
                delay(task, nodes, duration(args));
            }
            for (long i = 0; i < repeat; i++) {
                task.info("Test delay iteration " + i + "/" + (repeat - 1));
                delay(task, nodes, duration(args));
            }
            return null;
        };
    }

    private void delay(Task task, List<Node> nodes, double seconds) throws InterruptedException {
        site.nodes().everywhere(task, nodes, "test_delay", List.of(seconds), "Failure during rpc call to node %s");
    }
}
