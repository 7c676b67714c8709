package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Removes an instance's exports from all nodes. */
final class BackupRemove implements Operation {
    private final Site site;

    BackupRemove(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none().sharedNodes(Site.uuids(site.model().nodes().all())).set();
    }

    @Override
    public Work check(Task task) {
        return () -> {
            String given = task.args().text("instance_name");
            boolean known = site.model().instances().lookup(given).isPresent();
            String name =
                    site.model().instances().lookup(given).map(Instance::name).orElse(given);
            List<Export> exports = site.model().exports().all().stream()
                    .filter(export -> export.name().equals(name))
                    .toList();
            for (Export export : exports) {
                remove(site, task, export);
            }
            if (!known && exports.isEmpty()) {
                task.log(
                        "Export not found. If trying to remove an export belonging to a deleted instance please use its"
                                + " Fully Qualified Domain Name.");
            }
            return null;
        };
    }

    /** Removes one export, unless its node does not answer. */
    static void remove(Site site, Task task, Export export) throws InterruptedException {
        Node node = site.model().nodes().get(export.node());
        if (node.flags().offline()) {
            task.warning("Failed to query node " + node.name() + " (continuing): Node is marked offline");
            return;
        }
        site.nodes()
                .call(
                        task,
                        node,
                        "directory_remove",
                        List.of(Imports.directory(export.name()), false, true),
                        "Failed to remove the export");
        site.change(edit -> edit.remove(export));
    }
}
