package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Moves nodes into a group. No instance is split by it, for none has its disks mirrored between nodes. */
final class GroupAssignNodes implements Operation {
    private final Site site;

    GroupAssignNodes(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Group group = site.group(task.args().text("group_name"));
        List<String> names = task.args().texts("nodes");
        List<Node> nodes = names.isEmpty()
                ? List.copyOf(site.model().nodes().all())
                : names.stream().map(site::node).toList();
        task.args().set("nodes", nodes.stream().map(Node::name).toList());
        task.args().set("node_uuids", Site.uuids(nodes));
        Locks locks = Locks.none().group(group.uuid());
        nodes.forEach(node -> locks.node(node.uuid()).group(node.group()));
        return locks.set();
    }

    @Override
    public Work check(Task task) {
        Group group = site.group(task.args().text("group_name"));
        List<String> nodes = task.args().texts("node_uuids");
        return () -> {
            site.change(edit -> nodes.stream()
                    .flatMap(uuid -> site.model().nodes().find(uuid).stream())
                    .filter(node -> !node.group().equals(group.uuid()))
                    .forEach(node -> edit.put(node.withGroup(group.uuid()))));
            return null;
        };
    }
}
