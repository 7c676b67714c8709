package org.gatehouse.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import org.gatehouse.cluster.ClusterException;

/** The one place where failures become HTTP statuses. */
public final class Failures {
    private static final Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    /**
     * The error answer that tells the client of {@code failure}. Of one that nobody foresaw the client learns nothing but that
     * it happened; the log has the rest.
     */
    public static HttpError toHttp(Throwable failure) {
        if (failure instanceof HttpError error) {
            return error;
        }
        if (failure instanceof ClusterException e) {
            return ofCluster(e);
        }
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return toHttp(failure.getCause());
        }
        if (failure instanceof WebApplicationException e) {
            return new HttpError(e.getResponse().getStatus());
        }
        LOG.log(Level.ERROR, "unforeseen failure", failure);
        return new HttpError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }

    private static HttpError ofCluster(ClusterException failure) {
        return switch (failure.reason()) {
            case REFUSED -> new HttpError(500, PythonText.exceptionText(failure.arguments()));
            case NOT_UNDERSTOOD, BROKEN_ANSWER -> new HttpError(502, failure.getMessage());
            case NOT_MASTER -> new HttpError(502, "Can't connect to master daemon: " + failure.getMessage());
            case NO_PERMISSION -> new HttpError(500, "Internal error: no permission to connect to the master daemon");
            case TIMEOUT -> new HttpError(504);
            case BUSY -> new HttpError(503, failure.getMessage());
        };
    }
}
