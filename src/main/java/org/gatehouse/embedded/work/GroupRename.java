package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.queue.LockRequest;

/** Gives a group of nodes another name. */
final class GroupRename implements Operation {
    private final Site site;

    GroupRename(Site site) {
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
        Group group = site.group(task.args().text("group_name"));
        String name = task.args().text("new_name");
        site.model()
                .groups()
                .find(name)
                .or(() -> site.model().groups().named(name))
                .ifPresent(other -> {
                    throw Refusal.prerequisite(
                            "Desired new name '" + name + "' clashes with existing node group (UUID: " + other.uuid()
                                    + ")",
                            Refusal.EXISTS);
                });
        return () -> {
            site.update(group, latest -> latest.withName(name));
            return name;
        };
    }
}
