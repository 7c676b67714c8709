package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk, of an instance or of none at the moment.
 *
 * @param name may be {@code null}
 * @param devType the disk template: {@code file}, {@code sharedfile}
 * @param logicalId how the node finds it: for files the driver and the path
 * @param nodes the UUIDs of the nodes that have it; empty where all have
 * @param ivName its name within the instance, {@code disk/0}
 * @param size in MiB
 * @param mode {@code rw} or {@code ro}
 * @param spindles may be {@code null}
 */
public record Disk(
        String uuid,
        String name,
        String devType,
        List<Object> logicalId,
        List<String> nodes,
        String ivName,
        long size,
        String mode,
        Map<String, Object> params,
        Integer spindles,
        Stamp stamp)
        implements Item {

    public Disk {
        logicalId = Values.list(logicalId);
        nodes = List.copyOf(nodes);
        params = Values.map(params);
    }

    @Override
    public Kind kind() {
        return Kind.DISK;
    }

    public Disk withName(String newName) {
        return new Disk(uuid, newName, devType, logicalId, nodes, ivName, size, mode, params, spindles, stamp);
    }

    /** Somewhere else, perhaps of another template. */
    public Disk withPlace(String type, List<Object> newLogicalId, List<String> newNodes) {
        return new Disk(uuid, name, type, newLogicalId, newNodes, ivName, size, mode, params, spindles, stamp);
    }

    public Disk withIvName(String newIvName) {
        return new Disk(uuid, name, devType, logicalId, nodes, newIvName, size, mode, params, spindles, stamp);
    }

    public Disk withSize(long newSize) {
        return new Disk(uuid, name, devType, logicalId, nodes, ivName, newSize, mode, params, spindles, stamp);
    }

    public Disk withMode(String newMode) {
        return new Disk(uuid, name, devType, logicalId, nodes, ivName, size, newMode, params, spindles, stamp);
    }

    public Disk withParams(Map<String, Object> newParams) {
        return new Disk(uuid, name, devType, logicalId, nodes, ivName, size, mode, newParams, spindles, stamp);
    }

    public Disk withSpindles(Integer number) {
        return new Disk(uuid, name, devType, logicalId, nodes, ivName, size, mode, params, number, stamp);
    }

    @Override
    public Disk withStamp(Stamp newStamp) {
        return new Disk(uuid, name, devType, logicalId, nodes, ivName, size, mode, params, spindles, newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("dev_type", devType);
        json.put("logical_id", logicalId);
        json.put("nodes", nodes);
        json.put("iv_name", ivName);
        json.put("size", size);
        json.put("mode", mode);
        json.put("params", params);
        json.put("spindles", spindles);
        stamp.writeTo(json);
        return json;
    }

    static Disk fromJson(Map<String, Object> json) {
        return from(new Members(json));
    }

    static Disk from(Members in) {
        return new Disk(
                in.text("uuid"),
                in.text("name"),
                in.text("dev_type"),
                in.list("logical_id"),
                in.texts("nodes"),
                in.text("iv_name"),
                in.number("size"),
                in.text("mode"),
                in.map("params"),
                in.optionalNumber("spindles"),
                Stamp.from(in));
    }
}
