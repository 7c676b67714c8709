package org.gatehouse.rapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonBodyFilter;
import org.gatehouse.http.PythonText;

/** One request as the resources see it: its query parameters and its body. */
final class Call {
    private final HttpServletRequest request;
    private final QueryParameters query;

    Call(HttpServletRequest request) {
        this.request = request;
        this.query = new QueryParameters(request.getQueryString());
    }

    HttpServletRequest request() {
        return request;
    }

    QueryParameters query() {
        return query;
    }

    /** The body as a JSON value; {@code null} if there is none. */
    Object body() {
        return JsonBodyFilter.body(request);
    }

    /** The body if it is an object; 400 for anything else and for none. */
    Map<String, Object> objectBody() {
        Object body = body();
        if (!(body instanceof Map)) {
            throw wrongType("Body contents", body, "dict");
        }
        return members(body);
    }

    static HttpError wrongType(String what, Object value, String expected) {
        return new HttpError(
                400, what + ": Type is '" + PythonText.typeName(value) + "', but '" + expected + "' is expected");
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    static Map<String, Object> members(Object object) {
        return (Map<String, Object>) object;
    }
}
