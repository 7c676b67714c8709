package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A request whose body is not JAX-RS' affair, without the headers that describe it or negotiate the answer's form. */
final class BodilessRequest extends HttpServletRequestWrapper {
    private static final Set<String> HIDDEN = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "content-encoding",
            "content-language",
            "content-length",
            "content-type",
            "transfer-encoding");

    BodilessRequest(HttpServletRequest request) {
        super(request);
    }

    private static boolean hidden(String name) {
        return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(BodilessRequest::hidden);
        return Collections.enumeration(names);
    }

    @Override
    public String getContentType() {
        return null;
    }

    @Override
    public int getContentLength() {
        return 0;
    }

    @Override
    public long getContentLengthLong() {
        return 0;
    }
}
