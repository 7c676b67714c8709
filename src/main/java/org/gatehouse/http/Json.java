package org.gatehouse.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON as Ganeti's daemons read and write it (RFC 8259 in the dialect of Python's simplejson): ASCII only, a blank after
 * each comma and colon, {@code NaN} and the infinities as bare words, one line feed at the end. Values are plain ones:
 * {@code null}, {@link Boolean}, {@link Number}, {@link String}, {@link java.util.List}, {@link java.util.Map}. Any thread
 * may use this.
 */
public final class Json {
    /** The one media type of RAPI, without parameters. */
    public static final String MEDIA_TYPE = "application/json";

    /** Python refuses longer integers too. */
    private static final int LONGEST_NUMBER = 4300;

    private static final int DEEPEST_NESTING = 980;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNestingDepth(DEEPEST_NESTING)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .characterEscapes(PythonEscapes.INSTANCE)
            .build();

    private Json() {}

    /** Reads one JSON text from UTF-8 bytes; empty if they are not exactly that, or nested too deep. */
    public static Optional<Parsed> read(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            try (JsonParser in = FACTORY.createParser(withoutByteOrderMark(text))) {
                return Optional.of(new Parsed(JsonValues.readOnly(in)));
            }
        } catch (CharacterCodingException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** One JSON value, {@code null} included. */
    public record Parsed(Object value) {}

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The value's text and the line feed, as bytes; private parameters in it are blanked. */
    public static byte[] bytes(Object value) {
        return bytes(value, true);
    }

    /**
     * The same with the values of private parameters: for requests to a cluster, and for the answer to a caller who has asked
     * for these values and may know them.
     */
    public static byte[] bytesWithPrivate(Object value) {
        return bytes(value, false);
    }

    private static byte[] bytes(Object value, boolean blank) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = generator(bytes)) {
            JsonValues.write(out, value, blank);
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** A generator in Ganeti's spelling that writes to {@code target} and never closes or flushes it by itself. */
    static JsonGenerator generator(OutputStream target) throws IOException {
        return FACTORY.createGenerator(target)
                .setPrettyPrinter(PythonSeparators.INSTANCE)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }
}
