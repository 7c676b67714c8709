package org.gatehouse.transfer.service;

import java.util.ArrayList;
import java.util.List;

/**
 * What a transfer has to know of its instance.
 *
 * @param name its whole name
 * @param uuid its UUID
 * @param node its primary node's name
 * @param running whether it runs, or would if it could
 * @param offline whether it is marked offline: it has no resources, and nobody is to start it
 * @param active whether its disks are meant to be usable on the node
 * @param serial counts the changes of its configuration
 * @param template its disk template
 * @param sizes of its disks, in MiB
 */
record InstanceFacts(
        String name,
        String uuid,
        String node,
        boolean running,
        boolean offline,
        boolean active,
        long serial,
        String template,
        List<Long> sizes) {
    /** The fields to ask the cluster for. */
    static final List<String> FIELDS = List.of(
            "name",
            "uuid",
            "pnode",
            "oper_state",
            "disks_active",
            "serial_no",
            "disk_template",
            "disk.sizes",
            "admin_state");

    /** Reads a row of these fields. */
    static InstanceFacts of(List<Object> row) {
        List<Long> sizes = new ArrayList<>();
        for (Object size : Values.list(row.get(7))) {
            sizes.add(Values.whole(size, 0));
        }
        return new InstanceFacts(
                Values.text(row.get(0)),
                Values.text(row.get(1)),
                Values.text(row.get(2)),
                // Where nobody knows, because the node does not answer, what it should do counts.
                row.get(3) == null ? "up".equals(row.get(8)) : Values.isTrue(row.get(3)),
                "offline".equals(row.get(8)),
                Values.isTrue(row.get(4)),
                Values.whole(row.get(5), 0),
                Values.text(row.get(6)),
                List.copyOf(sizes));
    }
}
