package org.gatehouse.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Serial;

/** Python's default separators: a blank after each comma and colon. Some clients cut names out of the raw text. */
final class PythonSeparators extends MinimalPrettyPrinter {
    @Serial
    private static final long serialVersionUID = 1L;

    static final PythonSeparators INSTANCE = new PythonSeparators();

    private PythonSeparators() {
        super("\n");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator g) throws IOException {
        g.writeRaw(", ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator g) throws IOException {
        g.writeRaw(", ");
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator g) throws IOException {
        g.writeRaw(": ");
    }
}
