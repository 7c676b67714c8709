package org.gatehouse.embedded.model;

/**
 * What a node is made of. Nothing is measured; what is free follows from the instances.
 *
 * @param memory its memory in MiB
 * @param reservedMemory how much of it the node itself takes, in MiB
 * @param disk the space for disks in MiB
 * @param cpus logical processors
 * @param cpuNodes NUMA nodes
 * @param cpuSockets processors that can be taken out
 */
public record NodeHardware(long memory, long reservedMemory, long disk, int cpus, int cpuNodes, int cpuSockets) {

    /** A plain server's. */
    public static final NodeHardware USUAL = new NodeHardware(65_536, 1024, 1_048_576, 16, 1, 2);
}
