package org.gatehouse.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes plain values as JSON. The values of private OS parameters are never written: their names stay, each with
 * {@code null}.
 */
final class JsonValues {
    private static final Set<String> NO_NUMBERS = Set.of("INF", "+INF", "-INF", "+Infinity");

    private JsonValues() {}

    /** Reads the one value there is; fails if there is none or more. */
    static Object readOnly(JsonParser in) throws IOException {
        in.nextToken();
        Object value = read(in);
        if (in.nextToken() != null) {
            throw new JsonParseException(in, "more than one value");
        }
        return value;
    }

    private static Object read(JsonParser in) throws IOException {
        if (in.currentToken() == null) {
            throw new JsonParseException(in, "no value");
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> readObject(in);
            case START_ARRAY -> readArray(in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getNumberValue();
            case VALUE_NUMBER_FLOAT -> readFloat(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonParseException(in, "not a value");
        };
    }

    private static Map<String, Object> readObject(JsonParser in) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            members.put(name, read(in));
        }
        return members;
    }

    private static List<Object> readArray(JsonParser in) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(in));
        }
        return elements;
    }

    private static double readFloat(JsonParser in) throws IOException {
        // The parser takes more spellings of what is not a number than Python does.
        if (NO_NUMBERS.contains(in.getText())) {
            throw new JsonParseException(in, "not a value");
        }
        return in.getDoubleValue();
    }

    /** Writes a value; private parameters in it are blanked. */
    static void write(JsonGenerator out, Object value) throws IOException {
        write(out, value, true);
    }

    /** Writes a value; {@code blank} says whether private parameters in it are blanked. */
    static void write(JsonGenerator out, Object value, boolean blank) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Double number) {
            out.writeNumber(PythonText.of(number));
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element, blank);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map, blank);
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
    }

    private static void writeObject(JsonGenerator out, Map<?, ?> map, boolean blank) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (blank) {
                writeField(out, (String) entry.getKey(), entry.getValue());
            } else {
                out.writeFieldName((String) entry.getKey());
                write(out, entry.getValue(), false);
            }
        }
        out.writeEndObject();
    }

    /** One member of an object, blanked where its name says that the values are secret. */
    static void writeField(JsonGenerator out, String name, Object value) throws IOException {
        out.writeFieldName(name);
        write(out, PrivateParameters.isHolder(name) ? PrivateParameters.blanked(name, value) : value);
    }
}
