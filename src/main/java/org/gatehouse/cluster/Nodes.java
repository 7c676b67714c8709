package org.gatehouse.cluster;

/** The nodes of a cluster. Any thread may ask. */
@FunctionalInterface
public interface Nodes {

    /** The operations of the node of this name. Whether there is such a node shows when something is called. */
    NodeCalls node(String name);
}
