package org.gatehouse.embedded.model;

/** What a node is and may be. */
public record NodeFlags(
        boolean masterCandidate,
        boolean offline,
        boolean drained,
        boolean masterCapable,
        boolean vmCapable,
        boolean powered) {

    /** Of a node as it is added: a candidate that may do everything. */
    public static final NodeFlags FRESH = new NodeFlags(true, false, false, true, true, true);

    public NodeFlags withMasterCandidate(boolean value) {
        return new NodeFlags(value, offline, drained, masterCapable, vmCapable, powered);
    }

    public NodeFlags withOffline(boolean value) {
        return new NodeFlags(masterCandidate, value, drained, masterCapable, vmCapable, powered);
    }

    public NodeFlags withDrained(boolean value) {
        return new NodeFlags(masterCandidate, offline, value, masterCapable, vmCapable, powered);
    }

    public NodeFlags withMasterCapable(boolean value) {
        return new NodeFlags(masterCandidate, offline, drained, value, vmCapable, powered);
    }

    public NodeFlags withVmCapable(boolean value) {
        return new NodeFlags(masterCandidate, offline, drained, masterCapable, value, powered);
    }

    public NodeFlags withPowered(boolean value) {
        return new NodeFlags(masterCandidate, offline, drained, masterCapable, vmCapable, value);
    }
}
