package org.gatehouse.embedded.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Node;

/** Facts and settings of the cluster, in luxid's order. */
final class ClusterInfo {
    /** The release whose behaviour the embedded cluster has. */
    private static final String VERSION = "3.0.2";

    private static final int NUMBER = 3_000_000;
    private static final int OS_API = 20;
    private static final int IPV4 = 2;

    private ClusterInfo() {}

    static Map<String, Object> of(Scope scope) {
        ClusterConfig cluster = scope.cluster();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("software_version", VERSION);
        info.put("protocol_version", NUMBER);
        info.put("config_version", NUMBER);
        info.put("os_api_version", OS_API);
        info.put("export_version", 0);
        info.put("vcs_version", "(ganeti) version " + VERSION);
        info.put("architecture", List.of("64bits", "x86_64"));
        info.put("name", cluster.name());
        info.put("master", scope.node(cluster.masterNode()).map(Node::name).orElse(null));
        info.put("default_hypervisor", cluster.texts("enabled_hypervisors").get(0));
        copy(
                cluster,
                info,
                "enabled_hypervisors",
                "hvparams",
                "os_hvp",
                "beparams",
                "osparams",
                "ipolicy",
                "nicparams");
        info.put("ndparams", Numbers.plain(cluster.object("ndparams")));
        copy(
                cluster,
                info,
                "diskparams",
                "candidate_pool_size",
                "max_running_jobs",
                "max_tracked_jobs",
                "mac_prefix",
                "master_netdev",
                "master_netmask",
                "use_external_mip_script",
                "volume_group_name",
                "drbd_usermode_helper",
                "file_storage_dir",
                "shared_file_storage_dir",
                "gluster_storage_dir",
                "maintain_node_health");
        info.put("ctime", Numbers.plain(cluster.stamp().ctime()));
        info.put("mtime", Numbers.plain(cluster.stamp().mtime()));
        info.put("uuid", cluster.uuid());
        info.put("tags", List.copyOf(cluster.tags()));
        copy(cluster, info, "uid_pool", "default_iallocator", "default_iallocator_params", "reserved_lvs");
        info.put("primary_ip_version", cluster.number("primary_ip_family") == IPV4 ? 4 : 6);
        copy(
                cluster,
                info,
                "prealloc_wipe_disks",
                "hidden_os",
                "blacklisted_os",
                "enabled_disk_templates",
                "install_image",
                "instance_communication_network",
                "zeroing_image",
                "compression_tools",
                "enabled_user_shutdown");
        info.put("enabled_data_collectors", collectors(cluster, "active"));
        info.put("data_collector_interval", collectors(cluster, "interval"));
        copy(cluster, info, "modify_ssh_setup", "ssh_key_type", "ssh_key_bits");
        return info;
    }

    private static void copy(ClusterConfig cluster, Map<String, Object> info, String... settings) {
        for (String setting : settings) {
            info.put(setting, cluster.setting(setting));
        }
    }

    private static Map<String, Object> collectors(ClusterConfig cluster, String what) {
        Map<String, Object> values = new TreeMap<>();
        cluster.object("data_collectors").forEach((name, collector) -> {
            if (collector instanceof Map<?, ?> settings) {
                values.put(name, settings.get(what));
            }
        });
        return values;
    }
}
