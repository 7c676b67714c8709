package org.gatehouse.cluster;

import java.io.IOException;
import java.util.List;

/**
 * The disks that transfers of this node give out. Whoever opens them looks at the transfer's record anew and refuses what it
 * does not allow. Calls block, not for long; any thread may call.
 */
public interface SourceDisks {

    /**
     * Opens the disk of a transfer for reading; its {@code medium} is the same channel as its {@code data} where reading past the
     * page cache is not possible.
     */
    OpenDisk open(String transfer) throws IOException;

    /** Where the disk may hold data, in order and without overlaps; all of it where the file system cannot tell. */
    List<Extent> extents(String transfer) throws IOException;
}
