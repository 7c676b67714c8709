package org.gatehouse.embedded.model;

import java.util.Map;

/** One object of the model: an immutable value, replaced whole when it changes. */
public sealed interface Item
        permits ClusterConfig, Disk, Export, FilterRule, Group, Instance, Network, Node, OsDefinition {

    /** What sort of object it is. */
    Kind kind();

    /** What it is known by for as long as it exists; unique among its kind. */
    String uuid();

    /** When it was made and changed. */
    default Stamp stamp() {
        return Stamp.NONE;
    }

    /** The same object with another stamp. Kinds that keep none return themselves. */
    default Item withStamp(Stamp stamp) {
        return this;
    }

    /** Itself as a JSON object, under the names that Ganeti's configuration has for the parts. Holds secrets. */
    Map<String, Object> toJson();
}
