package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.util.Optional;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.NioChannel;
import org.gatehouse.container.Authority;

/**
 * HTTP/1.1 as Tomcat speaks it, with two differences. Every {@code Host} that RFC 9110 allows is taken: Tomcat refuses underscores. An
 * answer over HTTP/1.0 that is broken off does not look whole. For one connection.
 */
final class StrictProcessor extends Http11Processor {
    private static final Logger LOG = System.getLogger(StrictProcessor.class.getName());

    StrictProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
    }

    /** Called once per request, with the authority of its target if that has one. */
    @Override
    protected void parseHost(MessageBytes value) {
        if (value == null || value.isNull()) {
            super.parseHost(value);
            return;
        }
        Optional<Authority> authority = Authority.parse(value.toString());
        if (authority.isEmpty()) {
            response.setStatus(400);
            setErrorState(ErrorState.CLOSE_CLEAN, null);
            return;
        }
        request.serverName().setString(authority.get().host());
        if (authority.get().port() != 0) {
            request.setServerPort(authority.get().port());
        }
    }

    /** The end of a connection is the end of an answer over HTTP/1.0, unless it is reset. */
    @Override
    protected void setErrorState(ErrorState state, Throwable failure) {
        if (state == ErrorState.CLOSE_NOW
                && response.isCommitted()
                && response.getContentLengthLong() < 0
                && request.protocol().equals("HTTP/1.0")
                && getSocketWrapper().getSocket() instanceof NioChannel channel) {
            try {
                channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closed already", e);
            }
        }
        super.setErrorState(state, failure);
    }
}
