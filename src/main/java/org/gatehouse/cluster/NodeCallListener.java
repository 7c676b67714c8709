package org.gatehouse.cluster;

import org.gatehouse.feedback.Feedback;

/**
 * Hears what becomes of a call: {@code started}, any amount of {@code told}, then {@code ended} or {@code failed}; or
 * {@code failed} alone. The methods are called one after the other, never at once, and must return at once.
 */
public interface NodeCallListener {
    /** The node took the call and works on it. */
    void started();

    /** News of the work. */
    void told(Feedback feedback);

    /** The last word: the node's answer, {@code [success, payload]} and a line feed, byte for byte. */
    void ended(byte[] answer);

    /** The last word: there will be no answer. */
    void failed(NodeCallException cause);
}
