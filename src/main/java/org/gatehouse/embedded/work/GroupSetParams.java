package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes a group's parameters. */
final class GroupSetParams implements Operation {
    private final Site site;

    GroupSetParams(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (Stream.of("ndparams", "diskparams", "alloc_policy", "hv_state", "disk_state", "ipolicy")
                .noneMatch(args::has)) {
            throw Refusal.prerequisite("Please pass at least one modification", Refusal.WRONG_INPUT);
        }
        args.map("diskparams").forEach((template, values) -> DiskParameters.checkAccess(template, Values.map(values)));
        Group group = site.group(args.text("group_name"));
        return Locks.none()
                .group(group.uuid())
                .sharedInstances(
                        site.instancesIn(group).stream().map(Instance::name).toList())
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Group group = site.group(args.text("group_name"));
        List<Object> changes = new ArrayList<>();
        Map<String, Object> ndparams = args.map("ndparams").isEmpty()
                ? group.ndparams()
                : site.types().forced("nd", Values.updated(group.ndparams(), args.map("ndparams")));
        if (!args.map("ndparams").isEmpty()) {
            changes.add(List.of("ndparams", Texts.plain(ndparams)));
        }
        Map<String, Object> diskparams = group.diskparams();
        if (!args.map("diskparams").isEmpty()) {
            diskparams = DiskParameters.updated(site, diskparams, args.map("diskparams"));
            changes.add(List.of("diskparams", Texts.plain(diskparams)));
        }
        Group changed = group.withNdparams(ndparams)
                .withDiskparams(diskparams)
                .withStates(States.updated(site, args, group.states()))
                .withIpolicy(policy(task, group))
                .withAllocPolicy(args.has("alloc_policy") ? args.text("alloc_policy") : group.allocPolicy());
        return () -> {
            site.update(group, latest -> changed.withNetworks(latest.networks()).withTags(latest.tags()));
            return changes;
        };
    }

    private Map<String, Object> policy(Task task, Group group) {
        Map<String, Object> given = task.args().map("ipolicy");
        if (given.isEmpty()) {
            return group.ipolicy();
        }
        Map<String, Object> policy = Policies.updated(site, group.ipolicy(), given, true);
        Map<String, Object> filled = site.filled().ipolicy(policy);
        Policies.checkTemplates(filled, site.cluster().texts("enabled_disk_templates"));
        List<String> broken = Policies.newlyBroken(site, site.policy(group), filled, site.instancesIn(group));
        if (!broken.isEmpty()) {
            task.warning("After the ipolicy change the following instances violate them: " + Texts.joined(broken));
        }
        return policy;
    }
}
