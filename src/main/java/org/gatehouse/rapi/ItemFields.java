package org.gatehouse.rapi;

import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.opcode.GanetiVersion;

/** The fields of the objects that RAPI answers with, in their order. */
final class ItemFields {
    private static final GanetiVersion WITH_CUSTOM_OSPARAMS = new GanetiVersion(3, 1, 0);
    private static final List<String> COMMON = List.of("ctime", "mtime", "uuid", "serial_no", "tags");

    static final List<String> NODE = withCommon(
            "name",
            "offline",
            "master_candidate",
            "drained",
            "dtotal",
            "dfree",
            "sptotal",
            "spfree",
            "mtotal",
            "mnode",
            "mfree",
            "pinst_cnt",
            "sinst_cnt",
            "ctotal",
            "cnos",
            "cnodes",
            "csockets",
            "pip",
            "sip",
            "role",
            "pinst_list",
            "sinst_list",
            "master_capable",
            "vm_capable",
            "ndparams",
            "group.uuid");

    static final List<String> NETWORK = withCommon(
            "name",
            "network",
            "gateway",
            "network6",
            "gateway6",
            "mac_prefix",
            "free_count",
            "reserved_count",
            "map",
            "group_list",
            "inst_list",
            "external_reservations");

    static final List<String> GROUP = withCommon(
            "alloc_policy",
            "name",
            "node_cnt",
            "node_list",
            "ipolicy",
            "custom_ipolicy",
            "diskparams",
            "custom_diskparams",
            "ndparams",
            "custom_ndparams");

    static final List<String> FILTER = List.of("watermark", "priority", "predicates", "action", "reason_trail", "uuid");

    static final List<String> JOB_IN_LIST =
            List.of("id", "ops", "status", "summary", "opstatus", "received_ts", "start_ts", "end_ts");

    static final List<String> JOB =
            Stream.concat(JOB_IN_LIST.stream(), Stream.of("oplog", "opresult")).toList();

    private static final String[] INSTANCE_IN_ALL_VERSIONS = {
        "name",
        "admin_state",
        "os",
        "pnode",
        "snodes",
        "disk_template",
        "nic.ips",
        "nic.macs",
        "nic.modes",
        "nic.uuids",
        "nic.names",
        "nic.links",
        "nic.networks",
        "nic.networks.names",
        "nic.bridges",
        "network_port",
        "disk.sizes",
        "disk.spindles",
        "disk_usage",
        "disk.uuids",
        "disk.names",
        "beparams",
        "hvparams",
        "oper_state",
        "oper_ram",
        "oper_vcpus",
        "status",
        "custom_hvparams",
        "custom_beparams",
        "custom_nicparams"
    };

    private static final List<String> INSTANCE_BEFORE_3_1 = withCommon(INSTANCE_IN_ALL_VERSIONS);
    private static final List<String> INSTANCE_SINCE_3_1 =
            withCommon(Stream.concat(Stream.of(INSTANCE_IN_ALL_VERSIONS), Stream.of("custom_osparams"))
                    .toArray(String[]::new));

    private ItemFields() {}

    static List<String> instance(GanetiVersion version) {
        return version.atLeast(WITH_CUSTOM_OSPARAMS) ? INSTANCE_SINCE_3_1 : INSTANCE_BEFORE_3_1;
    }

    private static List<String> withCommon(String... own) {
        return Stream.concat(Stream.of(own), COMMON.stream()).toList();
    }
}
