/** What a node does for transfers when it is called: who it is, giving disks out, waiting, pulling, and cleaning up. */
package org.gatehouse.transfer.node;
