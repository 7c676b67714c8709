package org.gatehouse.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Where a {@link StreamedAnswer} writes itself: JSON in Ganeti's spelling, piece by piece. Used by one thread at a time. */
public final class JsonStream {
    private final JsonGenerator out;

    JsonStream(OutputStream target) throws IOException {
        out = Json.generator(target);
    }

    /** Begins an array. */
    public void beginArray() throws IOException {
        out.writeStartArray();
    }

    /** Ends the array begun last. */
    public void endArray() throws IOException {
        out.writeEndArray();
    }

    /** Begins an object. */
    public void beginObject() throws IOException {
        out.writeStartObject();
    }

    /** Ends the object begun last. */
    public void endObject() throws IOException {
        out.writeEndObject();
    }

    /** Writes the name of the next member. */
    public void name(String name) throws IOException {
        out.writeFieldName(name);
    }

    /** Writes one whole value. */
    public void value(Object value) throws IOException {
        JsonValues.write(out, value);
    }

    /** Writes an object of these members, the values in the order of the names. */
    public void object(List<String> names, List<Object> values) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
            JsonValues.writeField(out, names.get(i), values.get(i));
        }
        out.writeEndObject();
    }

    /** Writes an object. */
    public void object(Map<String, Object> members) throws IOException {
        JsonValues.write(out, members);
    }

    void finish() throws IOException {
        out.writeRaw('\n');
        out.close();
    }
}
