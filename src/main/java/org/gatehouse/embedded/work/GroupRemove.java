package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.queue.LockRequest;

/** Removes a group that has no nodes. */
final class GroupRemove implements Operation {
    private final Site site;

    GroupRemove(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none()
                .group(site.group(task.args().text("group_name")).uuid())
                .set();
    }

    @Override
    public Work check(Task task) {
        String name = task.args().text("group_name");
        Group group = site.group(name);
        List<String> nodes = Site.uuids(site.members(group));
        if (!nodes.isEmpty()) {
            throw Refusal.prerequisite(
                    "Group '" + name + "' not empty, has the following nodes: " + Texts.joined(Texts.sorted(nodes)),
                    Refusal.WRONG_STATE);
        }
        if (site.model().groups().size() == 1) {
            throw Refusal.prerequisite(
                    "Group '" + name + "' is the only group, cannot be removed", Refusal.WRONG_STATE);
        }
        return () -> {
            site.change(edit -> edit.remove(group));
            return null;
        };
    }
}
