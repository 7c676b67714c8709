/**
 * Giving out disks: who may have one, what of it and in which coding, the writing of the body, and what has become of each transfer.
 */
package org.gatehouse.transfer.source;
