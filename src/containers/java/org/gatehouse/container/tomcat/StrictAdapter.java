package org.gatehouse.container.tomcat;

import jakarta.servlet.RequestDispatcher;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.SocketEvent;

/** Tomcat's way into the application, for requests whose headers are whole. One instance serves all threads. */
final class StrictAdapter implements Adapter {
    /** The attribute of requests whose header is to be refused. */
    static final String WRONG_HEADER = "org.gatehouse.wrong-header";

    private final Adapter adapter;
    private final StrictProtocol.Endpoint endpoint;

    StrictAdapter(Adapter adapter, StrictProtocol.Endpoint endpoint) {
        this.adapter = adapter;
        this.endpoint = endpoint;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (!endpoint.headerComplete()) {
            request.setAttribute(WRONG_HEADER, true);
        }
        MessageBytes target = request.requestURI();
        if (target.equals("*")) {
            // Tomcat would answer OPTIONS itself. This is no path either, and 404.
            target.setString("no-path");
        }
        if (isContinueAwaited(request)) {
            request.setExpectation(true);
        }
        adapter.service(request, response);
        endIfBrokenOff(request, response);
    }

    /**
     * Ends a request that the client resets, or whose connection breaks, before it is quite asynchronous. Tomcat tells the listeners, and
     * if none of them completes the request at once, it gives up the whole HTTP/2 connection and never tells them of the end.
     */
    private void endIfBrokenOff(Request request, Response response) throws Exception {
        AtomicBoolean is = new AtomicBoolean();
        request.action(ActionCode.ASYNC_IS_ASYNC, is);
        if (!is.get() || request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null) {
            return;
        }
        try {
            request.action(ActionCode.ASYNC_COMPLETE, null);
        } catch (IllegalStateException e) {
            // Another thread has seen to it.
            return;
        }
        is.set(false);
        response.action(ActionCode.IS_ERROR, is);
        if (is.get()) {
            // Tomcat drops it as it is when this returns.
            adapter.asyncDispatch(request, response, SocketEvent.ERROR);
        }
    }

    /** Tomcat takes this header's value over HTTP/2 only in lower case, though case does not matter: Java's client says 100-Continue. */
    private static boolean isContinueAwaited(Request request) {
        return request.protocol().equals("HTTP/2.0") && "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        return adapter.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
