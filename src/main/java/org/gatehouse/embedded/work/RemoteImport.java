package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.RemoteDisks;

/** An instance that gets its disks from another cluster. A dry run makes the key for that. */
record RemoteImport(Task task, NewInstance instance, RemoteHands.Parts parts) {

    Operation.Work check() {
        Site site = instance.site();
        RemoteDisks.Target target = new RemoteDisks.Target(
                task.args().text("instance_name"),
                Site.newUuid(),
                instance.node().name(),
                task.args().text("disk_template"),
                instance.wanted().stream().map(Disks.Wanted::size).toList(),
                task.args().all());
        if (task.args().flag("dry_run")) {
            return new Operation.Work() {
                @Override
                public Object carryOut() {
                    throw new IllegalStateException("this is a dry run");
                }

                @Override
                public Object dryRun() throws InterruptedException {
                    Map<String, Object> result =
                            new LinkedHashMap<>(site.remote().prepareImport(target));
                    result.put("nodes", List.of(instance.node().uuid()));
                    return result;
                }
            };
        }
        RemoteDisks.Errand errand = site.remote().fill(target);
        return () -> {
            errand.run(new RemoteHands(task, parts, () -> instance.add(target.uuid())));
            return instance.started();
        };
    }
}
