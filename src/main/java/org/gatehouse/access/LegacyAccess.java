package org.gatehouse.access;

/** The access list that Ganeti's own daemon keeps for a route. */
public enum LegacyAccess {
    /** The list is empty: any caller, and without required authentication nobody in particular. */
    OPEN,
    /** {@code write} or {@code read}. */
    READ,
    /** {@code write} only. */
    WRITE,
    /** Ganeti knows no such route; neither {@code read} nor {@code write} reaches it. */
    NONE
}
