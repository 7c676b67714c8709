/**
 * Disks over HTTP: import and export, version 2. Each package below is one part of it; what they share is the
 * {@link org.gatehouse.transfer.record record} of a transfer.
 */
package org.gatehouse.transfer;
