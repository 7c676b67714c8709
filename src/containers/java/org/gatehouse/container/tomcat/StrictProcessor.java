package org.gatehouse.container.tomcat;

import java.util.Optional;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;
import org.gatehouse.container.Authority;

/** HTTP/1.1 as Tomcat speaks it, with every {@code Host} that RFC 9110 allows: Tomcat refuses underscores. For one connection. */
final class StrictProcessor extends Http11Processor {
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
}
