package org.gatehouse.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Writes plain values as JSON, and never the values of private OS parameters: their names stay, each with {@code null}. */
final class JsonValues {
    private JsonValues() {}

    static void write(JsonGenerator out, Object value) throws IOException {
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
                write(out, element);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map);
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
    }

    private static void writeObject(JsonGenerator out, Map<?, ?> map) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeField(out, (String) entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    /** One member of an object, blanked where its name says that the values are secret. */
    static void writeField(JsonGenerator out, String name, Object value) throws IOException {
        out.writeFieldName(name);
        write(out, PrivateParameters.isHolder(name) ? PrivateParameters.blanked(name, value) : value);
    }
}
