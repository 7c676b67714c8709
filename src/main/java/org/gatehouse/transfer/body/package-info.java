/**
 * The bodies of what is given out, piece by piece: a disk's bytes as they are, measured or coded, from memory or from the medium, and
 * the list of its blocks.
 */
package org.gatehouse.transfer.body;
