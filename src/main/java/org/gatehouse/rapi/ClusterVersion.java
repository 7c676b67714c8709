package org.gatehouse.rapi;

import java.util.function.Supplier;
import org.gatehouse.opcode.GanetiVersion;

/** The release that the cluster runs, for what differs between releases. */
@FunctionalInterface
public interface ClusterVersion extends Supplier<GanetiVersion> {}
