package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads a request's body, on any method, up to a limit; judges its media type and syntax; leaves the JSON value for the
 * resource. JAX-RS behind it sees a request without a body and without content negotiation, since RAPI has none.
 */
public final class JsonBodyFilter implements Filter {
    private static final String BODY = JsonBodyFilter.class.getName() + ".body";

    private final int limit;

    /** Bodies of more than {@code limit} bytes are refused. */
    public JsonBodyFilter(int limit) {
        this.limit = limit;
    }

    /** The request's body as a JSON value, {@code null} if it has none. */
    public static Object body(HttpServletRequest request) {
        return request.getAttribute(BODY);
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        try {
            byte[] bytes = read(request);
            if (bytes.length > 0) {
                request.setAttribute(BODY, parse(request, bytes));
            }
        } catch (HttpError e) {
            ErrorAnswer.write(request, (HttpServletResponse) servletResponse, e);
            return;
        }
        chain.doFilter(new BodilessRequest(request), servletResponse);
    }

    private byte[] read(HttpServletRequest request) {
        LimitedBody body = new LimitedBody(request, limit);
        if (request.getContentLengthLong() == 0) {
            return new byte[0];
        }
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw body.faultOr(new HttpError(400));
        }
    }

    private static Object parse(HttpServletRequest request, byte[] bytes) {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.strip().equalsIgnoreCase(Json.MEDIA_TYPE)) {
            throw new HttpError(415);
        }
        Optional<Json.Parsed> body = Json.read(bytes);
        if (body.isEmpty() || !PrivateParameters.normalise(body.get().value())) {
            throw new HttpError(400, "Unable to parse JSON data");
        }
        return body.get().value();
    }
}
