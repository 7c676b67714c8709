package org.gatehouse.handler;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The handler's short JSON texts as values: maps, lists, texts, {@link Long}, {@link Double}, {@link Boolean}, null. */
final class HandlerJson {
    private static final int DEEPEST = 16;

    /** Without thread-locals, which would outlive the application in a container's threads. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private HandlerJson() {}

    /** Reads one JSON text; fails if the bytes are not exactly that. */
    static Object read(byte[] bytes) throws IOException {
        try (JsonParser in = FACTORY.createParser(bytes)) {
            in.nextToken();
            Object value = value(in);
            if (in.nextToken() != null) {
                throw new IOException("more than one JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            // Its message may quote a part of the text, which may be secret.
            throw new IOException("not JSON, or a number that is too large");
        }
    }

    private static Object value(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == null) {
            throw new IOException("no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in));
                }
                yield list;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, Object> object(JsonParser in) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            members.put(name, value(in));
        }
        return members;
    }

    /** An object of texts, whole numbers and booleans, and a line feed, in ASCII. */
    static byte[] line(Map<String, ?> members) {
        return write(out -> {
            out.writeStartObject();
            for (Map.Entry<String, ?> member : members.entrySet()) {
                out.writeFieldName(member.getKey());
                if (member.getValue() instanceof Boolean flag) {
                    out.writeBoolean(flag);
                } else if (member.getValue() instanceof Number number) {
                    out.writeNumber(number.longValue());
                } else {
                    out.writeString((String) member.getValue());
                }
            }
            out.writeEndObject();
        });
    }

    /** A list of texts and a line feed, in ASCII. */
    static byte[] texts(String... texts) {
        return write(out -> out.writeArray(texts, 0, texts.length));
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            writing.to(out);
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
