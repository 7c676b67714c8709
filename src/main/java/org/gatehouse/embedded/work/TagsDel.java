package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.queue.LockRequest;

/** Removes tags from a thing. */
final class TagsDel implements Operation {
    private final Site site;

    TagsDel(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Tagged.locks(Tagged.find(site, task.args()));
    }

    @Override
    public Work check(Task task) {
        Item item = Tagged.find(site, task.args());
        List<String> removed = task.args().texts("tags");
        removed.forEach(Checks::tag);
        Set<String> missing = new TreeSet<>(removed);
        missing.removeAll(Tagged.tags(item));
        if (!missing.isEmpty()) {
            throw Refusal.prerequisite(
                    "Tag(s) "
                            + Texts.joined(
                                    missing.stream().map(tag -> "'" + tag + "'").toList()) + " not found",
                    Refusal.UNKNOWN);
        }
        return () -> {
            site.update(item, latest -> {
                Set<String> tags = new TreeSet<>(Tagged.tags(latest));
                removed.forEach(tags::remove);
                return Tagged.with(latest, tags);
            });
            return null;
        };
    }
}
