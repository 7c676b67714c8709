package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.queue.LockRequest;

/** Adds tags to a thing. */
final class TagsSet implements Operation {
    private static final int MOST = 4096;

    private final Site site;

    TagsSet(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Tagged.locks(Tagged.find(site, task.args()));
    }

    @Override
    public Work check(Task task) {
        Item item = Tagged.find(site, task.args());
        List<String> added = task.args().texts("tags");
        added.forEach(Checks::tag);
        return () -> {
            site.update(item, latest -> {
                Set<String> tags = new TreeSet<>(Tagged.tags(latest));
                tags.addAll(added);
                if (tags.size() > MOST) {
                    throw Refusal.execution("Error while setting tag: Too many tags");
                }
                return Tagged.with(latest, tags);
            });
            return null;
        };
    }
}
