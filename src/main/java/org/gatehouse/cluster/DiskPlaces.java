package org.gatehouse.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of instances' disks are, for a process that may open them itself. Any thread may ask. */
@FunctionalInterface
public interface DiskPlaces {

    /**
     * A disk's place.
     *
     * @param path of its file
     * @param node UUID of the node it is on
     * @param instance UUID of its instance
     */
    record Place(Path path, String node, String instance) {}

    /** The place of an instance's disk; fails with a message for the caller if there is no such disk. */
    Place find(String instance, int disk) throws IOException;
}
