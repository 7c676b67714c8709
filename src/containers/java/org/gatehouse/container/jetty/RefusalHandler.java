package org.gatehouse.container.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.gatehouse.container.Refusal;

/** Spells whatever Jetty refuses by itself as the Remote API would. One instance serves all threads. */
public final class RefusalHandler extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = status(request, response);
        byte[] body = isHostMissing(request) ? Refusal.missingHost() : Refusal.body(status);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Refusal.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static int status(Request request, Response response) {
        int status = response.getStatus();
        if (status < HttpStatus.BAD_REQUEST_400) {
            // Jetty's own answer to "OPTIONS *"; the Remote API knows no such path.
            return HttpStatus.NOT_FOUND_404;
        }
        if (status == HttpStatus.UPGRADE_REQUIRED_426) {
            // HTTP/2.0 written into a request line of HTTP/1.1.
            return HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505;
        }
        return status == HttpStatus.BAD_REQUEST_400 && isTargetUnreadable(request) ? HttpStatus.NOT_FOUND_404 : status;
    }

    private static boolean isHostMissing(Request request) {
        return "No Host".equals(request.getAttribute(ERROR_MESSAGE));
    }

    /** A target that is no URI, or climbs above the root, leaves no path of its own behind and no reason. */
    private static boolean isTargetUnreadable(Request request) {
        String path = request.getHttpURI().getPath();
        return "Bad Request".equals(request.getAttribute(ERROR_MESSAGE))
                && (path == null || path.equals("/badMessage") || !path.startsWith("/"));
    }
}
