package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * An instance.
 *
 * @param primaryNode the UUID of the node it is on
 * @param os with the variant: {@code image+default}; may be empty
 * @param networkPort where its console listens, or {@code null}
 */
public record Instance(
        String uuid,
        String name,
        String primaryNode,
        String os,
        String hypervisor,
        InstanceParameters parameters,
        InstanceState state,
        List<Disk> disks,
        List<Nic> nics,
        Integer networkPort,
        SortedSet<String> tags,
        Stamp stamp)
        implements Item {

    public Instance {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        tags = Values.sorted(tags);
    }

    @Override
    public Kind kind() {
        return Kind.INSTANCE;
    }

    /** The template of its disks: {@code diskless} without any, {@code mixed} if they differ. */
    public String diskTemplate() {
        List<String> types = disks.stream().map(Disk::devType).distinct().toList();
        return switch (types.size()) {
            case 0 -> "diskless";
            case 1 -> types.get(0);
            default -> "mixed";
        };
    }

    /** The UUIDs of the other nodes that have its disks, in the disks' order. */
    public List<String> secondaryNodes() {
        return disks.stream()
                .flatMap(disk -> disk.nodes().stream())
                .filter(node -> !node.equals(primaryNode))
                .distinct()
                .toList();
    }

    public Instance withName(String newName) {
        return new Instance(
                uuid, newName, primaryNode, os, hypervisor, parameters, state, disks, nics, networkPort, tags, stamp);
    }

    public Instance withPrimaryNode(String node) {
        return new Instance(uuid, name, node, os, hypervisor, parameters, state, disks, nics, networkPort, tags, stamp);
    }

    public Instance withOs(String newOs) {
        return new Instance(
                uuid, name, primaryNode, newOs, hypervisor, parameters, state, disks, nics, networkPort, tags, stamp);
    }

    public Instance withHypervisor(String newHypervisor) {
        return new Instance(
                uuid, name, primaryNode, os, newHypervisor, parameters, state, disks, nics, networkPort, tags, stamp);
    }

    public Instance withParameters(InstanceParameters newParameters) {
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, newParameters, state, disks, nics, networkPort, tags, stamp);
    }

    public Instance withState(InstanceState newState) {
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, parameters, newState, disks, nics, networkPort, tags, stamp);
    }

    public Instance withDisks(List<Disk> newDisks) {
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, parameters, state, newDisks, nics, networkPort, tags, stamp);
    }

    public Instance withNics(List<Nic> newNics) {
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, parameters, state, disks, newNics, networkPort, tags, stamp);
    }

    public Instance withTags(Collection<String> newTags) {
        SortedSet<String> sorted = Values.sorted(newTags);
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, parameters, state, disks, nics, networkPort, sorted, stamp);
    }

    @Override
    public Instance withStamp(Stamp newStamp) {
        return new Instance(
                uuid, name, primaryNode, os, hypervisor, parameters, state, disks, nics, networkPort, tags, newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("primary_node", primaryNode);
        json.put("os", os);
        json.put("hypervisor", hypervisor);
        json.put("hvparams", parameters.hvparams());
        json.put("beparams", parameters.beparams());
        json.put("osparams", parameters.osparams());
        json.put("osparams_private", parameters.osparamsPrivate());
        json.put("admin_state", state.admin());
        json.put("admin_state_source", state.source());
        json.put("disks_active", state.disksActive());
        json.put("running", state.running());
        json.put("disks", disks.stream().map(Disk::toJson).toList());
        json.put("nics", nics.stream().map(Nic::toJson).toList());
        json.put("network_port", networkPort);
        json.put("tags", tags);
        stamp.writeTo(json);
        return json;
    }

    static Instance fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new Instance(
                in.text("uuid"),
                in.text("name"),
                in.text("primary_node"),
                in.text("os"),
                in.text("hypervisor"),
                new InstanceParameters(
                        in.map("hvparams"), in.map("beparams"), in.map("osparams"), in.map("osparams_private")),
                new InstanceState(
                        in.text("admin_state"),
                        in.text("admin_state_source"),
                        in.truth("disks_active"),
                        in.truth("running")),
                in.objects("disks").stream().map(Disk::from).toList(),
                in.objects("nics").stream().map(Nic::from).toList(),
                in.optionalNumber("network_port"),
                Values.sorted(in.texts("tags")),
                Stamp.from(in));
    }
}
