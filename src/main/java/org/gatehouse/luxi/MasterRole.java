package org.gatehouse.luxi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this node is the cluster's master, read afresh each time because the role moves. */
record MasterRole(Path masterFile) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** Whether it is; a node that does not know its master is not. */
    boolean isOurs() {
        try {
            return Files.readString(masterFile)
                    .strip()
                    .equals(Files.readString(HOST_NAME).strip());
        } catch (IOException e) {
            return false;
        }
    }
}
