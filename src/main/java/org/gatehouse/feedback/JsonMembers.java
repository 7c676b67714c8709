package org.gatehouse.feedback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The members of one JSON object as messages about calls have them: texts, numbers, a time. What is nested deeper is kept as
 * the bytes it came in. Members that nobody asks for do no harm.
 */
public final class JsonMembers {
    private static final int NANOS_OF_MICRO = 1000;

    /** Buffers come from a pool and not from thread-locals, which would outlive the application in a container's threads. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    /** Where in the source it stands. */
    private record Nested(int from, int to) {}

    private final byte[] source;
    private final Map<String, Object> members;

    private JsonMembers(byte[] source, Map<String, Object> members) {
        this.source = source;
        this.members = members;
    }

    /** Reads one JSON object from UTF-8 bytes; empty if they are not exactly that. */
    public static Optional<JsonMembers> read(byte[] utf8) {
        return read(utf8, utf8.length);
    }

    /** As {@link #read(byte[])}, of the first {@code length} bytes, which stay as they are while the members are in use. */
    static Optional<JsonMembers> read(byte[] utf8, int length) {
        try (JsonParser in = FACTORY.createParser(utf8, 0, length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, Object> members = new HashMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                members.put(name, value(in));
            }
            return in.nextToken() == null ? Optional.of(new JsonMembers(utf8, members)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Object value(JsonParser in) throws IOException {
        return switch (in.nextToken()) {
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
            case START_ARRAY, START_OBJECT -> {
                int from = (int) in.currentTokenLocation().getByteOffset();
                in.skipChildren();
                yield new Nested(from, (int) in.currentLocation().getByteOffset());
            }
            default -> null;
        };
    }

    /**
     * Whether {@code prefix}, the beginning of an object, shows that the whole is a {@code type}, or at least that it has
     * come to the member {@code member}.
     */
    static boolean begins(byte[] prefix, int length, String type, String member) {
        try (JsonParser in = FACTORY.createParser(prefix, 0, length)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (name.equals(member)) {
                    return true;
                }
                JsonToken value = in.nextToken();
                if (name.equals("type")) {
                    return value == JsonToken.VALUE_STRING && in.getText().equals(type);
                }
                in.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** These members as an object, in ASCII. Values are texts, numbers, and lists of them. */
    public static byte[] write(Map<String, ?> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            for (Map.Entry<String, ?> member : members.entrySet()) {
                out.writeFieldName(member.getKey());
                write(out, member.getValue());
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Number number) {
            out.writeNumber(number.longValue());
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element);
            }
            out.writeEndArray();
        } else {
            throw new IllegalArgumentException("not for a message: " + value.getClass());
        }
    }

    /** A text; {@code otherwise} if there is none of this name. */
    public String text(String name, String otherwise) {
        return members.get(name) instanceof String text ? text : otherwise;
    }

    /** A finite number, if there is one of this name. */
    public OptionalDouble number(String name) {
        return members.get(name) instanceof Number number && Double.isFinite(number.doubleValue())
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** A whole number, if there is one of this name that fits. */
    public OptionalLong integer(String name) {
        Object value = members.get(name);
        return value instanceof Integer || value instanceof Long
                ? OptionalLong.of(((Number) value).longValue())
                : OptionalLong.empty();
    }

    /** The time in {@code ts}, {@code [seconds, microseconds]}, if it is one. */
    public Optional<Instant> time() {
        if (!(members.get("ts") instanceof Nested pair)) {
            return Optional.empty();
        }
        try (JsonParser in = FACTORY.createParser(source, pair.from(), pair.to() - pair.from())) {
            in.nextToken();
            long seconds = in.nextLongValue(Long.MIN_VALUE);
            long micros = in.nextLongValue(Long.MIN_VALUE);
            return Optional.of(Instant.ofEpochSecond(seconds, Math.multiplyExact(micros, NANOS_OF_MICRO)));
        } catch (IOException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A list as the bytes it came in, if there is one of this name. */
    Optional<byte[]> list(String name) {
        return members.get(name) instanceof Nested nested && source[nested.from()] == '['
                ? Optional.of(Arrays.copyOfRange(source, nested.from(), nested.to()))
                : Optional.empty();
    }
}
