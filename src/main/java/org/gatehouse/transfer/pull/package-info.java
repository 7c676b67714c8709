/**
 * The destination of a transfer: fetches a disk over HTTPS in ranges and at once, goes on where it was interrupted, and is
 * finished only when what lies on the disk has been read back and found right.
 */
package org.gatehouse.transfer.pull;
