package org.gatehouse.embedded.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.opcode.Opcode;

/**
 * Plain values from and to JSON. Objects are maps in the order of their keys, arrays lists; integers keep all their digits,
 * fractions are {@link Double}. What is written has no line breaks.
 */
public final class JsonText {
    private static final int DEPTH = 1000;

    /** Buffers come from a pool and not from thread-locals, which would outlive the application in a container's threads. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Lone surrogates are legal in JSON and cannot be had in UTF-8.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private JsonText() {}

    /** Reads the one value in these bytes (UTF-8). The exception's message says where the fault is. */
    public static Object read(byte[] utf8) throws IOException {
        try (JsonParser in = FACTORY.createParser(utf8)) {
            in.nextToken();
            Object value = read(in);
            if (in.nextToken() != null) {
                throw new JsonParseException(in, "more than one value");
            }
            return value;
        }
    }

    /** Reads one object that {@link #write} wrote. */
    public static Map<String, Object> readObject(byte[] utf8) {
        try (JsonParser in = FACTORY.createParser(utf8)) {
            in.nextToken();
            return readMembers(in);
        } catch (IOException e) {
            throw new UncheckedIOException("what was stored is no JSON object", e);
        }
    }

    /** The value as text in ASCII. Opcodes become objects with {@code OP_ID} first. */
    public static byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            write(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static Object read(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == null) {
            throw new JsonParseException(in, "a value is missing");
        }
        return switch (token) {
            case START_OBJECT -> readMembers(in);
            case START_ARRAY -> readArray(in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getNumberValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new JsonParseException(in, "a value is missing");
        };
    }

    private static Map<String, Object> readMembers(JsonParser in) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            members.put(name, read(in));
        }
        return members;
    }

    private static List<Object> readArray(JsonParser in) throws IOException {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(in));
        }
        return items;
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Double || value instanceof Float) {
            out.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            out.writeNumber(number.toString());
        } else if (value instanceof Iterable<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            writeMembers(out, members);
            out.writeEndObject();
        } else if (value instanceof Opcode opcode) {
            out.writeStartObject();
            out.writeStringField("OP_ID", opcode.id());
            writeMembers(out, opcode.parameters());
            out.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    "not a JSON value: " + value.getClass().getName());
        }
    }

    private static void writeMembers(JsonGenerator out, Map<?, ?> members) throws IOException {
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.writeFieldName((String) member.getKey());
            write(out, member.getValue());
        }
    }
}
