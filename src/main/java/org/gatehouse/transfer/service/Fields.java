package org.gatehouse.transfer.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/** The members of a request's body; whatever is not as it should be is the 400 that says so. */
final class Fields {
    private final Map<String, Object> members;

    private Fields(Map<String, Object> members) {
        this.members = members;
    }

    /** The members of an object, none for no body at all. */
    static Fields of(Object body, Set<String> names) {
        if (body != null && !(body instanceof Map)) {
            throw new HttpError(400, "The body must be an object");
        }
        Map<String, Object> members = body == null ? Map.of() : Values.members((Map<?, ?>) body);
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                throw new HttpError(400, "There is no parameter '" + name + "'");
            }
        }
        return new Fields(members);
    }

    Optional<String> text(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw new HttpError(400, name + " must be a text");
    }

    String word(String name, String usual, List<String> words) {
        String word = text(name).orElse(usual);
        if (!words.contains(word)) {
            throw new HttpError(400, name + " must be one of " + String.join(", ", words));
        }
        return word;
    }

    /** The client's own name for a request, so that the same request sent again is known. */
    String reference() {
        String reference = text("reference").orElse("");
        if (!reference.matches("[A-Za-z0-9._-]{0,64}")) {
            throw new HttpError(400, "reference must be at most 64 letters, digits, dots, dashes and underscores");
        }
        return reference;
    }

    boolean truth(String name, boolean usual) {
        Object value = members.get(name);
        if (value == null) {
            return usual;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new HttpError(400, name + " must be true or false");
    }

    long whole(String name, long usual, long least, long most) {
        Object value = members.get(name);
        return value == null
                ? usual
                : Values.whole(value)
                        .filter(number -> number >= least && number <= most)
                        .orElseThrow(() ->
                                new HttpError(400, name + " must be a whole number from " + least + " to " + most));
    }

    List<Object> list(String name) {
        Object value = members.get(name);
        if (value != null && !(value instanceof List)) {
            throw new HttpError(400, name + " must be a list");
        }
        return Values.list(value);
    }

    Map<String, Object> object(String name) {
        if (members.get(name) instanceof Map<?, ?> object) {
            return Values.members(object);
        }
        throw new HttpError(400, name + " must be an object");
    }
}
