package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Everything there is to know about some instances. */
final class InstanceQueryData implements Operation {
    private final Site site;

    InstanceQueryData(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        List<Instance> instances = instances(task.args());
        Locks locks = Locks.none();
        if (task.args().flag("use_locking")) {
            locks.sharedInstances(instances.stream().map(Instance::name).toList());
        }
        return locks.set();
    }

    private List<Instance> instances(Args args) {
        List<String> names = args.texts("instances");
        return names.isEmpty()
                ? List.copyOf(site.model().instances().all())
                : names.stream().map(site::instance).toList();
    }

    @Override
    public Work check(Task task) {
        List<Instance> instances = instances(task.args());
        return () -> {
            Map<String, Object> result = new LinkedHashMap<>();
            for (Instance instance : instances) {
                result.put(instance.name(), data(task, instance));
            }
            return result;
        };
    }

    private Map<String, Object> data(Task task, Instance instance) {
        Node node = site.nodeOf(instance);
        Group group = site.groupOf(node);
        boolean unasked = task.args().flag("static");
        if (node.flags().offline()) {
            task.warning("Primary node " + node.name()
                    + " is marked offline, returning static information only for instance " + instance.name());
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", instance.name());
        data.put("config_state", instance.state().admin());
        data.put("run_state", unasked || node.flags().offline() ? null : runState(instance));
        data.put("pnode", node.name());
        data.put("pnode_group_uuid", group.uuid());
        data.put("pnode_group_name", group.name());
        List<Node> others = instance.secondaryNodes().stream()
                .map(site.model().nodes()::get)
                .toList();
        data.put("snodes", others.stream().map(Node::name).toList());
        data.put("snodes_group_uuids", others.stream().map(Node::group).toList());
        data.put(
                "snodes_group_names",
                others.stream().map(other -> site.groupOf(other).name()).toList());
        data.put("os", instance.os());
        data.put(
                "nics",
                instance.nics().stream()
                        .map(nic -> (Object) Nics.tuple(site, nic))
                        .toList());
        data.put("disk_template", instance.diskTemplate());
        List<Object> disks = new ArrayList<>();
        instance.disks()
                .forEach(disk -> disks.add(disk(disk, unasked || node.flags().offline())));
        data.put("disks", disks);
        parameters(data, instance);
        data.put("serial_no", instance.stamp().serial());
        data.put("mtime", instance.stamp().mtime());
        data.put("ctime", instance.stamp().ctime());
        data.put("uuid", instance.uuid());
        return data;
    }

    private static String runState(Instance instance) {
        if (instance.state().running()) {
            return "up";
        }
        if (instance.state().admin().equals("offline")) {
            return "offline";
        }
        boolean user = instance.state().admin().equals("down")
                && instance.state().source().equals("user");
        return user ? "user down" : "down";
    }

    private void parameters(Map<String, Object> data, Instance instance) {
        Map<String, Object> hvparams = new LinkedHashMap<>(site.filled().hvparams(instance));
        hvparams.keySet().removeAll(Hypervisors.GLOBAL);
        data.put("hypervisor", instance.hypervisor());
        data.put("network_port", instance.networkPort());
        data.put("hv_instance", instance.parameters().hvparams());
        data.put("hv_actual", hvparams);
        data.put("be_instance", instance.parameters().beparams());
        data.put("be_actual", site.filled().beparams(instance));
        data.put("os_instance", instance.parameters().osparams());
        data.put(
                "os_actual",
                site.filled().osparams(instance.os(), instance.parameters().osparams()));
    }

    private static Map<String, Object> disk(Disk disk, boolean unasked) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("iv_name", disk.ivName());
        data.put("dev_type", disk.devType());
        data.put("logical_id", disk.logicalId());
        data.put("drbd_info", null);
        data.put("pstatus", unasked ? null : Arrays.asList(Disks.path(disk), null, null, null, null, false, null));
        data.put("sstatus", null);
        data.put("children", List.of());
        data.put("mode", disk.mode());
        data.put("size", disk.size());
        data.put("spindles", disk.spindles());
        data.put("name", disk.name());
        data.put("uuid", disk.uuid());
        return data;
    }
}
