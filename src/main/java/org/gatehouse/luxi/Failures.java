package org.gatehouse.luxi;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.DeadlinePassedException;

/** Says of trouble on a connection what it means to the caller. */
final class Failures {
    private Failures() {}

    static ClusterException of(IOException trouble) {
        if (trouble instanceof DeadlinePassedException) {
            return new ClusterException(Reason.TIMEOUT, "no answer within the time allowed", trouble);
        }
        if (trouble instanceof JsonProcessingException json) {
            // Not Jackson's whole message: it quotes what it read.
            return LuxiErrors.broken("the answer is not JSON: " + json.getOriginalMessage(), trouble);
        }
        if (trouble instanceof ConnectionLostException) {
            return LuxiErrors.broken("the master daemon closed the connection", trouble);
        }
        if (trouble instanceof InterruptedIOException) {
            return LuxiErrors.broken("the call was interrupted", trouble);
        }
        return LuxiErrors.broken("the connection failed", trouble);
    }
}
