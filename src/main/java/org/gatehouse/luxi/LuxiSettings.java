package org.gatehouse.luxi;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where luxid is and how much of it one Gatehouse takes.
 *
 * @param socket luxid's socket
 * @param masterFile the file that names the cluster's master node
 * @param connectLimit how long to try when luxid does not listen although this node is the master
 * @param callLimit how long a call may take until its answer begins, and how long an answer may fall silent
 * @param connections how many connections may be in use at once, parked watches apart
 * @param waiting how many callers may wait for a connection
 * @param watches how many watches of jobs may be parked at once, each on a connection of its own
 */
public record LuxiSettings(
        Path socket,
        Path masterFile,
        Duration connectLimit,
        Duration callLimit,
        int connections,
        int waiting,
        int watches) {

    /** What suits a cluster of any usual size. */
    public static LuxiSettings defaults(Path socket) {
        return new LuxiSettings(
                socket,
                Path.of("/var/lib/ganeti/ssconf_master_node"),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                32,
                128,
                1000);
    }
}
