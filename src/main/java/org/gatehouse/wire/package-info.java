/**
 * Unix-socket connections whose every wait has a deadline, one at a time or parked by the thousand on one thread. Knows no
 * protocol beyond messages that end with a byte of their own, and frames that begin with their length.
 */
package org.gatehouse.wire;
