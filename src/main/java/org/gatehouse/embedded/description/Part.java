package org.gatehouse.embedded.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One object of a description, and where it stands. */
final class Part {
    private final String place;
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Part(String place, Map<?, ?> members) {
        this.place = place;
        members.forEach((name, value) -> this.members.put((String) name, value));
    }

    /** The whole description. */
    static Part whole(Object value) {
        return of("", value);
    }

    private static Part of(String place, Object value) {
        if (value instanceof Map<?, ?> members) {
            return new Part(place, members);
        }
        throw fault(place, "expected an object");
    }

    private static DescriptionException fault(String place, String message) {
        return new DescriptionException((place.isEmpty() ? "" : place + ": ") + message);
    }

    /** A fault at one of the members. */
    DescriptionException bad(String member, String explanation) {
        return fault(path(member), explanation);
    }

    private String path(String member) {
        return place.isEmpty() ? member : place + "." + member;
    }

    /** Fails unless all members are among these. */
    void allow(String... names) {
        TreeSet<String> unknown = new TreeSet<>(members.keySet());
        unknown.removeAll(List.of(names));
        if (!unknown.isEmpty()) {
            throw bad(unknown.first(), "no such thing can be said here; known are " + String.join(", ", names));
        }
    }

    boolean has(String member) {
        return members.get(member) != null;
    }

    String text(String member) {
        if (!has(member)) {
            throw bad(member, "is missing");
        }
        if (members.get(member) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw bad(member, "expected a text");
    }

    String text(String member, String otherwise) {
        return has(member) ? text(member) : otherwise;
    }

    long number(String member, long otherwise, long least, long most) {
        Object value = has(member) ? members.get(member) : (Object) otherwise;
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= least
                && ((Number) value).longValue() <= most) {
            return ((Number) value).longValue();
        }
        throw bad(member, "expected a whole number from " + least + " to " + most);
    }

    boolean truth(String member, boolean otherwise) {
        Object value = has(member) ? members.get(member) : (Object) otherwise;
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw bad(member, "expected true or false");
    }

    List<String> texts(String member, List<String> otherwise) {
        if (!has(member)) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        for (Object value : list(member)) {
            if (!(value instanceof String text) || text.isBlank()) {
                throw bad(member, "expected a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    private List<?> list(String member) {
        if (members.get(member) instanceof List<?> list) {
            return list;
        }
        throw bad(member, "expected a list");
    }

    /** A list of whole numbers. */
    List<Long> numbers(String member, long least, long most) {
        List<Long> numbers = new ArrayList<>();
        for (Object value : has(member) ? list(member) : List.of()) {
            numbers.add(new Part(place, Map.of(member, value)).number(member, 0, least, most));
        }
        return numbers;
    }

    /** The members of an object, any JSON values. */
    Map<String, Object> object(String member) {
        return has(member) ? part(member).members : Map.of();
    }

    private Part part(String member) {
        return of(path(member), members.get(member));
    }

    /** The objects of a list, each with its place. */
    List<Part> parts(String member) {
        List<Part> parts = new ArrayList<>();
        List<?> list = has(member) ? list(member) : List.of();
        for (int i = 0; i < list.size(); i++) {
            parts.add(of(path(member) + "[" + i + "]", list.get(i)));
        }
        return parts;
    }

    /**
     * The names this part speaks of: its {@code name}; with a {@code count}, that many, each with its number, from 1, in
     * place of {@code {}}.
     */
    List<String> names(int most) {
        String name = text("name");
        if (!has("count")) {
            return List.of(name);
        }
        if (!name.contains("{}")) {
            throw bad("name", "with a count, the name needs {} where the number is to stand");
        }
        List<String> names = new ArrayList<>();
        long count = number("count", 1, 1, most);
        for (int i = 1; i <= count; i++) {
            names.add(name.replace("{}", Integer.toString(i)));
        }
        return names;
    }
}
