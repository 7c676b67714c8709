package org.gatehouse.access;

import static org.gatehouse.access.LegacyAccess.NONE;
import static org.gatehouse.access.LegacyAccess.OPEN;
import static org.gatehouse.access.LegacyAccess.READ;
import static org.gatehouse.access.LegacyAccess.WRITE;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a caller may do, one constant per action. The access class of each is the one that Ganeti's daemon applies to the
 * routes that require it, so two routes with different access lists never share a permission.
 */
public enum Permission {
    /** Signs of life: no caller is looked for, whatever the settings. */
    ANYONE("anyone", OPEN, false),
    /** What every caller may read: the root, versions, features. */
    PUBLIC("public", OPEN, false),

    /** Lists, single items and tags of instances. */
    INSTANCES_QUERY("instances.query", OPEN, false),
    /** Run-time details, which the cluster collects in a job. */
    INSTANCES_INFO("instances.info", OPEN, false),
    /** How to reach an instance's console. */
    INSTANCES_CONSOLE("instances.console", READ, false),
    /** Create one or many. */
    INSTANCES_CREATE("instances.create", WRITE, true),
    /** Remove for good. */
    INSTANCES_REMOVE("instances.remove", WRITE, true),
    /** Start up. */
    INSTANCES_START("instances.start", WRITE, true),
    /** Shut down. */
    INSTANCES_STOP("instances.stop", WRITE, true),
    /** Reboot. */
    INSTANCES_REBOOT("instances.reboot", WRITE, true),
    /** Install the operating system anew. */
    INSTANCES_REINSTALL("instances.reinstall", WRITE, true),
    /** Change parameters. */
    INSTANCES_MODIFY("instances.modify", WRITE, true),
    /** Rename. */
    INSTANCES_RENAME("instances.rename", WRITE, true),
    /** Migrate. */
    INSTANCES_MIGRATE("instances.migrate", WRITE, true),
    /** Fail over. */
    INSTANCES_FAILOVER("instances.failover", WRITE, true),
    /** Grow a disk. */
    INSTANCES_GROW_DISK("instances.grow-disk", WRITE, true),
    /** Replace mirrored disks. */
    INSTANCES_REPLACE_DISKS("instances.replace-disks", WRITE, true),
    /** Create lost disks anew. */
    INSTANCES_RECREATE_DISKS("instances.recreate-disks", WRITE, true),
    /** Make disks visible on the node. */
    INSTANCES_ACTIVATE_DISKS("instances.activate-disks", WRITE, true),
    /** The reverse. */
    INSTANCES_DEACTIVATE_DISKS("instances.deactivate-disks", WRITE, true),
    /** Prepare an export. */
    INSTANCES_PREPARE_EXPORT("instances.prepare-export", WRITE, true),
    /** Export. */
    INSTANCES_EXPORT("instances.export", WRITE, true),
    /** Remove an export. */
    INSTANCES_REMOVE_EXPORT("instances.remove-export", WRITE, true),
    /** Add and remove tags. */
    INSTANCES_TAGS("instances.tags", WRITE, true),

    /** Lists, single items, roles and tags of nodes. */
    NODES_QUERY("nodes.query", OPEN, false),
    /** Give a node another role. */
    NODES_ROLE("nodes.role", WRITE, true),
    /** Power-cycle. */
    NODES_POWERCYCLE("nodes.powercycle", WRITE, true),
    /** Evacuate. */
    NODES_EVACUATE("nodes.evacuate", WRITE, true),
    /** Migrate all instances away. */
    NODES_MIGRATE("nodes.migrate", WRITE, true),
    /** Change parameters. */
    NODES_MODIFY("nodes.modify", WRITE, true),
    /** Storage units; Ganeti wants {@code write} although nothing changes. */
    NODES_QUERY_STORAGE("nodes.query-storage", WRITE, false),
    /** Change a storage unit. */
    NODES_MODIFY_STORAGE("nodes.modify-storage", WRITE, true),
    /** Repair a storage unit. */
    NODES_REPAIR_STORAGE("nodes.repair-storage", WRITE, true),
    /** Add and remove tags. */
    NODES_TAGS("nodes.tags", WRITE, true),

    /** Have the node do something: Ganeti's node calls, which master candidates make. */
    NODES_CALL("nodes.call", NONE, true),
    /** See what node calls are under way, and follow them. */
    NODES_WATCH_CALLS("nodes.watch-calls", NONE, false),

    /** Lists, single items and tags of node groups. */
    GROUPS_QUERY("groups.query", OPEN, false),
    /** Create. */
    GROUPS_CREATE("groups.create", WRITE, true),
    /** Remove. */
    GROUPS_REMOVE("groups.remove", WRITE, true),
    /** Change parameters. */
    GROUPS_MODIFY("groups.modify", WRITE, true),
    /** Rename. */
    GROUPS_RENAME("groups.rename", WRITE, true),
    /** Move nodes into the group. */
    GROUPS_ASSIGN_NODES("groups.assign-nodes", WRITE, true),
    /** Add and remove tags. */
    GROUPS_TAGS("groups.tags", WRITE, true),

    /** Lists, single items and tags of networks. */
    NETWORKS_QUERY("networks.query", OPEN, false),
    /** Create. */
    NETWORKS_CREATE("networks.create", WRITE, true),
    /** Remove. */
    NETWORKS_REMOVE("networks.remove", WRITE, true),
    /** Change parameters. */
    NETWORKS_MODIFY("networks.modify", WRITE, true),
    /** Rename. */
    NETWORKS_RENAME("networks.rename", WRITE, true),
    /** Connect to a node group. */
    NETWORKS_CONNECT("networks.connect", WRITE, true),
    /** Disconnect from a node group. */
    NETWORKS_DISCONNECT("networks.disconnect", WRITE, true),
    /** Add and remove tags. */
    NETWORKS_TAGS("networks.tags", WRITE, true),

    /** Lists of jobs and single jobs. */
    JOBS_QUERY("jobs.query", OPEN, false),
    /** Wait for a job's change; Ganeti wants {@code write} although nothing changes. */
    JOBS_WAIT("jobs.wait", WRITE, false),
    /** Cancel. */
    JOBS_CANCEL("jobs.cancel", WRITE, true),

    /** The cluster's facts and tags. */
    CLUSTER_QUERY("cluster.query", OPEN, false),
    /** Change the cluster's parameters. */
    CLUSTER_MODIFY("cluster.modify", WRITE, true),
    /** Distribute the configuration anew. */
    CLUSTER_REDISTRIBUTE("cluster.redistribute", WRITE, true),
    /** Add and remove tags. */
    CLUSTER_TAGS("cluster.tags", WRITE, true),

    /** Operating systems, which the cluster collects in a job. */
    OS_QUERY("os.query", OPEN, false),

    /** Queries with chosen fields and a filter. */
    QUERY_RUN("query.run", READ, false),
    /** Which fields there are. */
    QUERY_FIELDS("query.fields", OPEN, false),

    /** Lists and single job filters. */
    FILTERS_QUERY("filters.query", OPEN, false),
    /** Create a filter. */
    FILTERS_CREATE("filters.create", WRITE, true),
    /** Replace a filter. */
    FILTERS_MODIFY("filters.modify", WRITE, true),
    /** Remove a filter. */
    FILTERS_REMOVE("filters.remove", WRITE, true),

    /** Fetch what a transfer gives out; who may, its record says. */
    TRANSFERS_FETCH("transfers.fetch", NONE, false),

    /** Gatehouse's own metrics. */
    METRICS_READ("metrics.read", NONE, false);

    private static final Map<String, Permission> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::word, Function.identity()));

    private final String word;
    private final LegacyAccess legacyAccess;
    private final boolean changes;

    Permission(String word, LegacyAccess legacyAccess, boolean changes) {
        this.word = word;
        this.legacyAccess = legacyAccess;
        this.changes = changes;
    }

    /** The permission of this name, {@code instances.query} say. */
    public static Optional<Permission> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** The name that users and rules files spell. */
    public String word() {
        return word;
    }

    /** Who has always been allowed this. */
    public LegacyAccess legacyAccess() {
        return legacyAccess;
    }

    /** Whether using it changes the cluster; such use is audited and is not for {@code @readonly}. */
    public boolean changes() {
        return changes;
    }
}
