package org.gatehouse.cluster;

import java.io.IOException;

/** The disks of this node's instances, to be filled. Calls block, not for long; any thread may call. */
@FunctionalInterface
public interface TargetDisks {

    /**
     * Opens a disk of an instance for writing and reading.
     *
     * @param blank whether to make it read as zeros everywhere first; false when a transfer goes on
     */
    OpenDisk open(String instance, int index, boolean blank) throws IOException;
}
