package org.gatehouse.embedded.work;

import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.queue.LockRequest;

/** Adds a group of nodes, without nodes. */
final class GroupAdd implements Operation {
    private final Site site;

    GroupAdd(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none().set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        String name = args.text("group_name");
        checkFree(name);
        Map<String, Object> ndparams = site.types().forced("nd", args.map("ndparams"));
        Map<String, Object> states = States.updated(site, args, Map.of());
        Map<String, Object> diskparams = args.map("diskparams");
        DiskParameters.check(site, diskparams);
        Map<String, Object> ipolicy = args.map("ipolicy");
        if (!ipolicy.isEmpty()) {
            Map<String, Object> filled = site.filled().ipolicy(ipolicy);
            Policies.checkSyntax(filled, false);
            Policies.checkTemplates(filled, site.cluster().texts("enabled_disk_templates"));
        }
        String policy = args.has("alloc_policy") ? args.text("alloc_policy") : "preferred";
        return () -> {
            String uuid = Site.newUuid();
            site.change(edit -> {
                checkFree(name);
                edit.put(Group.fresh(uuid, name)
                        .withAllocPolicy(policy)
                        .withNdparams(ndparams)
                        .withDiskparams(diskparams)
                        .withIpolicy(ipolicy)
                        .withStates(states));
            });
            return null;
        };
    }

    private void checkFree(String name) {
        site.model()
                .groups()
                .find(name)
                .or(() -> site.model().groups().named(name))
                .ifPresent(group -> {
                    throw Refusal.prerequisite(
                            "Desired group name '" + name + "' already exists as a node group (UUID: " + group.uuid()
                                    + ")",
                            Refusal.EXISTS);
                });
    }
}
