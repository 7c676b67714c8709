/**
 * Unix-socket connections whose every wait has a deadline, one at a time or parked by the thousand on one thread. Knows no
 * protocol beyond messages that end with a byte of their own.
 */
package org.gatehouse.wire;
