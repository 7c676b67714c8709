package org.gatehouse.container.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.buf.MessageBytes;
import org.gatehouse.container.Refusal;

/**
 * Spells whatever Tomcat refuses by itself as the Remote API would, and refuses what Tomcat lets pass: a request framed in
 * two ways at once, and headers that {@link HeaderLines} finds wrong. One instance serves all threads.
 */
public final class RefusalValve extends ErrorReportValve {
    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getCoyoteRequest().getAttribute(StrictAdapter.WRONG_HEADER) != null
                || DoubleFraming.isIn(request.getCoyoteRequest())) {
            response.sendError(400);
            response.setSuspended(false);
            report(request, response, null);
            return;
        }
        super.invoke(request, response);
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        byte[] body;
        if (status == 400 && isPathRefused(request, response)) {
            response.setStatus(404);
            body = Refusal.body(404);
        } else if (status == 400 && isHostMissing(request)) {
            body = Refusal.missingHost();
        } else {
            body = Refusal.body(status);
        }
        try {
            response.resetBuffer(true);
            response.setContentType(Refusal.CONTENT_TYPE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // The client has left or has its answer already; there is nobody to tell.
            return;
        }
    }

    /** Only the mapping of a well-formed request to a web application leaves a message and no application. */
    private static boolean isPathRefused(Request request, Response response) {
        return request.getContext() == null && response.getMessage() != null;
    }

    /** True only if the request line could be read: a version that came from the client is kept as bytes. */
    private static boolean isHostMissing(Request request) {
        MessageBytes version = request.getCoyoteRequest().protocol();
        return !version.getByteChunk().isNull() && version.equals("HTTP/1.1") && request.getHeader("Host") == null;
    }
}
