package org.gatehouse.container.jetty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Whoever is being answered may take nothing for longer than a connection may say nothing otherwise: how long, the application
 * knows, and ends it. What of a request is still to come has no more time than elsewhere. One instance serves all threads.
 */
final class SlowReaders implements HttpConfiguration.Customizer {
    private final long idleMillis;
    private final long answeredMillis;
    private final Map<EndPoint, Integer> answered = new ConcurrentHashMap<>();

    SlowReaders(long idleMillis, long answeredMillis) {
        this.idleMillis = idleMillis;
        this.answeredMillis = Math.max(idleMillis, answeredMillis);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (HttpMethod.GET.is(request.getMethod())) {
            answered.compute(endPoint, (key, count) -> {
                key.setIdleTimeout(answeredMillis);
                return count == null ? 1 : count + 1;
            });
            Request.addCompletionListener(request, failure -> end(endPoint));
        } else {
            // Another request of the connection may still be answered, and the limit was just set anew.
            answered.computeIfPresent(endPoint, (key, count) -> {
                key.setIdleTimeout(answeredMillis);
                return count;
            });
        }
        return request;
    }

    private void end(EndPoint endPoint) {
        answered.computeIfPresent(endPoint, (key, count) -> {
            if (count > 1) {
                return count - 1;
            }
            key.setIdleTimeout(idleMillis);
            return null;
        });
    }

    /** HTTP/2 whose streams have that time, once their requests are whole. */
    HTTP2ServerConnectionFactory http2(HttpConfiguration http) {
        return new PatientHttp2(http, answeredMillis);
    }

    private static final class PatientHttp2 extends HTTP2ServerConnectionFactory {
        private final long answeredMillis;

        PatientHttp2(HttpConfiguration http, long answeredMillis) {
            super(http);
            this.answeredMillis = answeredMillis;
        }

        @Override
        protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
            return new HTTPServerSessionListener(endPoint) {
                @Override
                public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
                    if (frame.isEndStream()) {
                        stream.setIdleTimeout(answeredMillis);
                    }
                    return super.onNewStream(stream, frame);
                }
            };
        }
    }
}
