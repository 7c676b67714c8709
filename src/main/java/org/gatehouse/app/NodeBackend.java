package org.gatehouse.app;

import java.util.function.Supplier;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.ops.Readiness;

/**
 * This node, as node calls see it.
 *
 * @param calls its operations
 * @param release of Ganeti, as far as it is known
 * @param readiness whether the operations can be reached
 */
record NodeBackend(NodeCalls calls, Supplier<String> release, Readiness readiness) {}
