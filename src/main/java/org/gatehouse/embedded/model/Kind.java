package org.gatehouse.embedded.model;

import java.util.Map;

/** The kinds of objects in the model. */
public enum Kind {
    CLUSTER,
    NODE,
    GROUP,
    NETWORK,
    INSTANCE,
    /** Disks that belong to no instance; those that do are in it. */
    DISK,
    FILTER,
    EXPORT,
    OS;

    /** The object of this kind that wrote itself as {@code json}. */
    public Item read(Map<String, Object> json) {
        return switch (this) {
            case CLUSTER -> ClusterConfig.fromJson(json);
            case NODE -> Node.fromJson(json);
            case GROUP -> Group.fromJson(json);
            case NETWORK -> Network.fromJson(json);
            case INSTANCE -> Instance.fromJson(json);
            case DISK -> Disk.fromJson(json);
            case FILTER -> FilterRule.fromJson(json);
            case EXPORT -> Export.fromJson(json);
            case OS -> OsDefinition.fromJson(json);
        };
    }
}
