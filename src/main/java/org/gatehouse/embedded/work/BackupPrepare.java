package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Prepares an export, which needs nothing unless it goes to another cluster. */
final class BackupPrepare implements Operation {
    private final Site site;

    BackupPrepare(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none()
                .sharedInstances(List.of(site.instance(task.args()).name()))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        Checks.online(site.nodeOf(instance));
        return "remote".equals(task.args().text("mode")) ? site.remote()::prepareExport : () -> null;
    }
}
