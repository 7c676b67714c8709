package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * A node.
 *
 * @param group the UUID of its group
 * @param states the overrides of its state, under Ganeti's names: {@code hv_state_static}, {@code disk_state_static}
 */
public record Node(
        String uuid,
        String name,
        String primaryIp,
        String secondaryIp,
        String group,
        NodeFlags flags,
        NodeHardware hardware,
        Map<String, Object> ndparams,
        Map<String, Object> states,
        SortedSet<String> tags,
        Stamp stamp)
        implements Item {

    public Node {
        ndparams = Values.map(ndparams);
        states = Values.map(states);
        tags = Values.sorted(tags);
    }

    /** A node as it is added, both of its addresses the same. */
    public static Node fresh(String uuid, String name, String ip, String group, NodeHardware hardware) {
        return new Node(
                uuid,
                name,
                ip,
                ip,
                group,
                NodeFlags.FRESH,
                hardware,
                Map.of(),
                Map.of(),
                Values.sorted(List.of()),
                Stamp.NONE);
    }

    @Override
    public Kind kind() {
        return Kind.NODE;
    }

    public Node withAddresses(String primary, String secondary) {
        return new Node(uuid, name, primary, secondary, group, flags, hardware, ndparams, states, tags, stamp);
    }

    public Node withGroup(String newGroup) {
        return new Node(uuid, name, primaryIp, secondaryIp, newGroup, flags, hardware, ndparams, states, tags, stamp);
    }

    public Node withFlags(NodeFlags newFlags) {
        return new Node(uuid, name, primaryIp, secondaryIp, group, newFlags, hardware, ndparams, states, tags, stamp);
    }

    public Node withNdparams(Map<String, Object> newParams) {
        return new Node(uuid, name, primaryIp, secondaryIp, group, flags, hardware, newParams, states, tags, stamp);
    }

    public Node withStates(Map<String, Object> newStates) {
        return new Node(uuid, name, primaryIp, secondaryIp, group, flags, hardware, ndparams, newStates, tags, stamp);
    }

    public Node withTags(Collection<String> newTags) {
        SortedSet<String> sorted = Values.sorted(newTags);
        return new Node(uuid, name, primaryIp, secondaryIp, group, flags, hardware, ndparams, states, sorted, stamp);
    }

    @Override
    public Node withStamp(Stamp newStamp) {
        return new Node(uuid, name, primaryIp, secondaryIp, group, flags, hardware, ndparams, states, tags, newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("primary_ip", primaryIp);
        json.put("secondary_ip", secondaryIp);
        json.put("group", group);
        json.put("master_candidate", flags.masterCandidate());
        json.put("offline", flags.offline());
        json.put("drained", flags.drained());
        json.put("master_capable", flags.masterCapable());
        json.put("vm_capable", flags.vmCapable());
        json.put("powered", flags.powered());
        json.put("memory", hardware.memory());
        json.put("reserved_memory", hardware.reservedMemory());
        json.put("disk", hardware.disk());
        json.put("cpus", hardware.cpus());
        json.put("cpu_nodes", hardware.cpuNodes());
        json.put("cpu_sockets", hardware.cpuSockets());
        json.put("ndparams", ndparams);
        json.put("states", states);
        json.put("tags", tags);
        stamp.writeTo(json);
        return json;
    }

    static Node fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new Node(
                in.text("uuid"),
                in.text("name"),
                in.text("primary_ip"),
                in.text("secondary_ip"),
                in.text("group"),
                new NodeFlags(
                        in.truth("master_candidate"),
                        in.truth("offline"),
                        in.truth("drained"),
                        in.truth("master_capable"),
                        in.truth("vm_capable"),
                        in.truth("powered")),
                new NodeHardware(
                        in.number("memory"),
                        in.number("reserved_memory"),
                        in.number("disk"),
                        (int) in.number("cpus"),
                        (int) in.number("cpu_nodes"),
                        (int) in.number("cpu_sockets")),
                in.map("ndparams"),
                in.map("states"),
                Values.sorted(in.texts("tags")),
                Stamp.from(in));
    }
}
