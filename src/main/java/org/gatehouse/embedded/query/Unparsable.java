package org.gatehouse.embedded.query;

import java.io.Serial;
import java.util.List;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;

/** A request has a part that luxid would not have understood; the message is luxid's. */
final class Unparsable extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    Unparsable(String message) {
        super(message, null, false, false);
    }

    /** What the client is told, in whose request this was. */
    ClusterException in(List<Object> request) {
        return new ClusterException(
                Reason.NOT_UNDERSTOOD,
                "Failed to parse request: Cannot convert value '" + HaskellText.json(request) + "', error: "
                        + getMessage());
    }
}
