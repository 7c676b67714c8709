/** What the nodes of the embedded cluster do: disks that are sparse files, and waiting. */
package org.gatehouse.embedded.node;
