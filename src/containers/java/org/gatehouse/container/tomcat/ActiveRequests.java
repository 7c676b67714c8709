package org.gatehouse.container.tomcat;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Counts the requests that are being answered, by connection. One instance serves all threads. */
final class ActiveRequests extends ValveBase {
    private static final String COUNTED = ActiveRequests.class.getName();

    private final Map<Peers, Integer> busy = new ConcurrentHashMap<>();
    private final Set<Peers> refused = ConcurrentHashMap.newKeySet();

    /** Both ends of a connection, as far as a host's connections differ. */
    private record Peers(String remoteAddress, int remotePort, int localPort) {}

    ActiveRequests() {
        super(true);
    }

    /** Whether a request of this connection is being answered. */
    boolean isBusy(String remoteAddress, int remotePort, int localPort) {
        return busy.containsKey(new Peers(remoteAddress, remotePort, localPort));
    }

    /** Takes no more requests of a connection; false if one came in just now, which has its answer first. */
    boolean refuse(String remoteAddress, int remotePort, int localPort) {
        Peers peers = new Peers(remoteAddress, remotePort, localPort);
        refused.add(peers);
        // First this and then the other, as invoke() does it the other way round: one of the two notices.
        if (busy.containsKey(peers)) {
            refused.remove(peers);
            return false;
        }
        return true;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getNote(COUNTED) != null) {
            // An asynchronous request that comes back.
            getNext().invoke(request, response);
            return;
        }
        Peers peers = new Peers(request.getRemoteAddr(), request.getRemotePort(), request.getLocalPort());
        request.setNote(COUNTED, peers);
        busy.merge(peers, 1, Integer::sum);
        try {
            if (refused.contains(peers)) {
                response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                return;
            }
            getNext().invoke(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContextInternal().addListener(new AtTheEnd(peers));
            } else {
                end(peers);
            }
        }
    }

    private void end(Peers peers) {
        busy.computeIfPresent(peers, (key, count) -> count > 1 ? count - 1 : null);
    }

    private final class AtTheEnd implements AsyncListener {
        private final Peers peers;

        AtTheEnd(Peers peers) {
            this.peers = peers;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end(peers);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // It completes afterwards.
        }

        @Override
        public void onError(AsyncEvent event) {
            // It completes afterwards.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
