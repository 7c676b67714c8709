package org.gatehouse.luxi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Rows;

/** Rows read off the connection one by one; holds the connection until the last row or {@link #close()}. */
final class StreamedRows implements Rows {
    private final Answer answer;
    private final boolean inObject;
    private boolean over;

    /** The answer's parser is at the start of the array of rows; {@code inObject} when that is a member of the result. */
    StreamedRows(Answer answer, boolean inObject) {
        this.answer = answer;
        this.inObject = inObject;
    }

    @Override
    public Optional<List<Object>> next() {
        if (over) {
            return Optional.empty();
        }
        boolean read = false;
        try {
            Optional<List<Object>> row = read();
            read = true;
            return row;
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            if (!read) {
                close();
            }
        }
    }

    @Override
    public void close() {
        over = true;
        answer.close();
    }

    private Optional<List<Object>> read() throws IOException {
        JsonParser parser = answer.parser();
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            return Optional.of(Shapes.list(LuxiJson.read(parser), "a row"));
        }
        over = true;
        while (inObject && parser.nextToken() == JsonToken.FIELD_NAME) {
            parser.nextToken();
            parser.skipChildren();
        }
        answer.finish();
        return Optional.empty();
    }
}
