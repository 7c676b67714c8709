/**
 * Node calls under {@code /}, and under {@code /calls} what becomes of them: each request is handed to the port
 * {@link org.gatehouse.cluster.NodeCalls} with its body unparsed, and the answer is given as it is, or at the end of a stream of
 * feedback. No thread waits while a call runs, and no reader, slow or gone, touches the work.
 */
package org.gatehouse.noderpc;
