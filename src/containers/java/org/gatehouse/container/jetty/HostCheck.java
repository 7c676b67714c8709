package org.gatehouse.container.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.gatehouse.container.Authority;

/**
 * Refuses what Jetty takes for a host although it is not valid: an IPv6 address without brackets or with a zone, a port with a sign, and in
 * HTTP/2 no host or two different ones (RFC 9113, 8.3.1). Jetty refuses the rest. One instance serves all threads.
 */
final class HostCheck implements HttpConfiguration.Customizer {
    /** There is no HTTP/2 without TLS here. */
    private static final int DEFAULT_PORT = 443;

    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        boolean http2 = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
        List<String> given = new ArrayList<>();
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.HOST) {
                given.add(String.valueOf(field.getValue()));
            }
        }
        String target = request.getHttpURI().getAuthority();
        // Without Host, Jetty puts its own address into the target of HTTP/1.0.
        if (target != null && (http2 || !given.isEmpty())) {
            given.add(target);
        }
        List<Authority> valid =
                given.stream().map(Authority::parse).flatMap(Optional::stream).toList();
        boolean different =
                http2 && (valid.isEmpty() || valid.stream().anyMatch(each -> !each.isSame(valid.get(0), DEFAULT_PORT)));
        if (different || valid.size() != given.size()) {
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400);
        }
        return request;
    }
}
