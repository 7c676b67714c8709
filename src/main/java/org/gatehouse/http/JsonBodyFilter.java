package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
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
        BodyReader.Consumer rest = body -> {
            if (body.length() > 0) {
                request.setAttribute(BODY, parse(body.bytes()));
            }
            chain.doFilter(new BodilessRequest(request), servletResponse);
        };
        if (isJson(request) || request.getContentLengthLong() > limit) {
            BodyReader.read(request, limit, rest);
        } else {
            // Without a body the type does not matter.
            BodyReader.read(request, 0, new HttpError(415), rest);
        }
    }

    private static boolean isJson(HttpServletRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.strip().equalsIgnoreCase(Json.MEDIA_TYPE);
    }

    private static Object parse(byte[] bytes) {
        Optional<Json.Parsed> body = Json.read(bytes);
        if (body.isEmpty() || !PrivateParameters.normalise(body.get().value())) {
            throw new HttpError(400, "Unable to parse JSON data");
        }
        return body.get().value();
    }
}
