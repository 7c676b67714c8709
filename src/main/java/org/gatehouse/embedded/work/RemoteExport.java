package org.gatehouse.embedded.work;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** An export to another cluster, which comes for the disks: they are open until it has them. */
record RemoteExport(Site site, Task task, RemoteHands.Parts parts) {

    /** The locks; other exports of the instance stay as they are. */
    static Set<LockRequest> prepare(Site site, Args args) {
        Instance instance = site.instance(args);
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(Site.nodesOf(instance))
                .set();
    }

    Operation.Work check() {
        Args args = task.args();
        Instance instance = site.instance(args);
        Checks.online(site.nodeOf(instance));
        boolean up = instance.state().admin().equals("up");
        if (args.flag("remove_instance") && up && !args.flag("shutdown")) {
            throw Refusal.prerequisite("Can not remove instance without shutting it down before", Refusal.WRONG_STATE);
        }
        if (args.flag("zero_free_space")) {
            throw Refusal.prerequisite(
                    "Free space is not zeroed for other clusters: holes are not sent in any case", Refusal.WRONG_INPUT);
        }
        Compression.check(site, args.text("compress"));
        RemoteDisks.Errand errand = site.remote().export(instance.name(), args.all());
        return () -> export(errand, instance);
    }

    private Object export(RemoteDisks.Errand errand, Instance instance) throws InterruptedException {
        errand.run(new RemoteHands(task, parts, () -> {
            throw new IllegalStateException("an export makes no instance");
        }));
        if (task.args().flag("remove_instance")) {
            task.log("Removing instance " + instance.name());
            InstanceRemove.remove(site, task, instance, task.args().flag("ignore_remove_failures"));
        }
        return List.of(true, Collections.nCopies(instance.disks().size(), true));
    }
}
