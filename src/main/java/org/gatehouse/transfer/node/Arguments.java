package org.gatehouse.transfer.node;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.http.Json;

/** The members of an argument that is an object; what is missing or of another kind fails with a text for the caller. */
record Arguments(Map<?, ?> members) {
    private static final int MOST = 8 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    /** The arguments of a call, a JSON list. */
    static List<?> read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST + 1);
        if (bytes.length <= MOST && Json.read(bytes).map(Json.Parsed::value).orElse(null) instanceof List<?> list) {
            return list;
        }
        throw new IOException("the arguments are no JSON list, or too long");
    }

    /** The only argument. */
    static Arguments only(List<?> list) throws IOException {
        if (list.size() == 1 && list.get(0) instanceof Map<?, ?> members) {
            return new Arguments(members);
        }
        throw new IOException("there must be one argument, an object");
    }

    /** A text among the arguments. */
    static String text(List<?> list, int index) throws IOException {
        if (index < list.size() && list.get(index) instanceof String text) {
            return text;
        }
        throw new IOException("argument " + index + " must be a text");
    }

    /** A name that may be a file's; {@code name} itself. */
    static String checkedName(String name) throws IOException {
        if (NAME.matcher(name).matches()) {
            return name;
        }
        throw new IOException("a name has 1 to 100 letters, digits, dots, dashes, and does not begin with a dot");
    }

    String text(String name) throws IOException {
        return findText(name).orElseThrow(() -> wrong(name));
    }

    Optional<String> findText(String name) throws IOException {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrong(name);
    }

    long number(String name, long least, long most) throws IOException {
        Object value = members.get(name);
        if (value instanceof BigInteger || !(value instanceof Number number)) {
            throw wrong(name);
        }
        double exact = number.doubleValue();
        if (exact < least || exact > most) {
            throw new IOException("the argument '" + name + "' must be " + least + " to " + most);
        }
        return number.longValue();
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    List<String> texts(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String text)) {
                throw wrong(name);
            }
            texts.add(text);
        }
        return texts;
    }

    List<Arguments> objects(String name) throws IOException {
        List<Arguments> objects = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw wrong(name);
            }
            objects.add(new Arguments(map));
        }
        return objects;
    }

    private List<?> list(String name) throws IOException {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name);
    }

    private static IOException wrong(String name) {
        return new IOException("the argument '" + name + "' is missing or wrong");
    }
}
