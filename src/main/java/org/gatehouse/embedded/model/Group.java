package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * A group of nodes; each node knows which it is in.
 *
 * @param states the overrides of its nodes' state, under Ganeti's names: {@code hv_state_static}, {@code disk_state_static}
 * @param networks the networks that are connected to it: their UUIDs, each with the NIC parameters it has here
 */
public record Group(
        String uuid,
        String name,
        String allocPolicy,
        Map<String, Object> ndparams,
        Map<String, Object> diskparams,
        Map<String, Object> ipolicy,
        Map<String, Object> states,
        Map<String, Object> networks,
        SortedSet<String> tags,
        Stamp stamp)
        implements Item {

    public Group {
        ndparams = Values.map(ndparams);
        diskparams = Values.map(diskparams);
        ipolicy = Values.map(ipolicy);
        states = Values.map(states);
        networks = Values.map(networks);
        tags = Values.sorted(tags);
    }

    /** A group without parameters of its own. */
    public static Group fresh(String uuid, String name) {
        Map<String, Object> none = Map.of();
        SortedSet<String> noTags = Values.sorted(List.of());
        return new Group(uuid, name, "preferred", none, none, none, none, none, noTags, Stamp.NONE);
    }

    @Override
    public Kind kind() {
        return Kind.GROUP;
    }

    /** The NIC parameters that a connected network has here. */
    public Map<String, Object> nicparams(String network) {
        return new Members(networks).map(network);
    }

    public Group withName(String newName) {
        return new Group(uuid, newName, allocPolicy, ndparams, diskparams, ipolicy, states, networks, tags, stamp);
    }

    public Group withAllocPolicy(String policy) {
        return new Group(uuid, name, policy, ndparams, diskparams, ipolicy, states, networks, tags, stamp);
    }

    public Group withNdparams(Map<String, Object> newParams) {
        return new Group(uuid, name, allocPolicy, newParams, diskparams, ipolicy, states, networks, tags, stamp);
    }

    public Group withDiskparams(Map<String, Object> newParams) {
        return new Group(uuid, name, allocPolicy, ndparams, newParams, ipolicy, states, networks, tags, stamp);
    }

    public Group withIpolicy(Map<String, Object> policy) {
        return new Group(uuid, name, allocPolicy, ndparams, diskparams, policy, states, networks, tags, stamp);
    }

    public Group withStates(Map<String, Object> newStates) {
        return new Group(uuid, name, allocPolicy, ndparams, diskparams, ipolicy, newStates, networks, tags, stamp);
    }

    public Group withNetworks(Map<String, Object> newNetworks) {
        return new Group(uuid, name, allocPolicy, ndparams, diskparams, ipolicy, states, newNetworks, tags, stamp);
    }

    public Group withTags(Collection<String> newTags) {
        SortedSet<String> sorted = Values.sorted(newTags);
        return new Group(uuid, name, allocPolicy, ndparams, diskparams, ipolicy, states, networks, sorted, stamp);
    }

    @Override
    public Group withStamp(Stamp newStamp) {
        return new Group(uuid, name, allocPolicy, ndparams, diskparams, ipolicy, states, networks, tags, newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("alloc_policy", allocPolicy);
        json.put("ndparams", ndparams);
        json.put("diskparams", diskparams);
        json.put("ipolicy", ipolicy);
        json.put("states", states);
        json.put("networks", networks);
        json.put("tags", tags);
        stamp.writeTo(json);
        return json;
    }

    static Group fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new Group(
                in.text("uuid"),
                in.text("name"),
                in.text("alloc_policy"),
                in.map("ndparams"),
                in.map("diskparams"),
                in.map("ipolicy"),
                in.map("states"),
                in.map("networks"),
                Values.sorted(in.texts("tags")),
                Stamp.from(in));
    }
}
