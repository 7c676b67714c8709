package org.gatehouse.cluster;

/**
 * The operations of one node, which its own code carries out: Ganeti's node RPC. A call that has begun runs to its end,
 * whether anybody waits for it or not, and is never repeated by itself. For any number of threads.
 */
public interface NodeCalls extends AutoCloseable {

    /**
     * Hands the request over, its body read to the end on the calling thread, and returns. What becomes of the call is told
     * to the listener, on other threads.
     *
     * @throws NodeCallException if the call has not begun; the listener hears nothing then
     */
    void call(NodeRequest request, NodeCallListener listener) throws NodeCallException;

    /** Fails the calls that are under way (their work goes on) and lets go of connections and threads. */
    @Override
    void close();
}
