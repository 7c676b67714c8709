package org.gatehouse.access;

/** How a caller was recognised. */
public enum Authentication {
    /** By a client certificate that a rule names. */
    CERTIFICATE,
    /** By name and password. */
    BASIC,
    /** Not at all. */
    NONE
}
