package org.gatehouse.luxi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.wire.Deadline;

/**
 * The envelope of one answer of luxid, taken apart while it arrives. Owns the lease of the connection it arrives on: gives
 * it back when the answer has been read to its end, drops it otherwise.
 */
final class Answer implements AutoCloseable {
    private final ConnectionPool.Lease lease;
    private final AnswerStream stream;
    private final JsonParser parser;
    private Object success;
    private Object result;
    private boolean hasResult;

    Answer(ConnectionPool.Lease lease, Deadline first, Duration silence) throws IOException {
        this.lease = lease;
        this.stream = new AnswerStream(lease.connection(), first, silence);
        this.parser = LuxiJson.parser(stream);
    }

    /** For answers that were read whole beforehand. */
    Answer(byte[] bytes) throws IOException {
        this.lease = null;
        this.stream = null;
        this.parser = LuxiJson.parser(bytes);
    }

    JsonParser parser() {
        return parser;
    }

    /** The whole result, the answer being over. Throws what luxid refused with. */
    Object fetchResult() throws IOException {
        if (startResult()) {
            result = LuxiJson.read(parser);
            hasResult = true;
            finish();
        }
        return result;
    }

    /**
     * Reads up to the result of a success: true when the parser is at the result's first token, false when the result came
     * before the word of success; then the answer is over and {@link #bufferedResult} has it. Throws what luxid refused with.
     */
    boolean startResult() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw LuxiErrors.broken("the answer is not an object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("result") && Boolean.TRUE.equals(success)) {
                return true;
            }
            member(name);
        }
        end();
        return false;
    }

    Object bufferedResult() {
        return result;
    }

    /** Reads what follows the result, after which the answer is over. The parser is at the result's last token. */
    void finish() throws IOException {
        hasResult = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("version")) {
                member(name);
            } else {
                parser.skipChildren();
            }
        }
        end();
    }

    /** Drops the connection unless the answer is over. */
    @Override
    public void close() {
        if (lease != null) {
            lease.drop();
        }
        closeParser();
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "success" -> success = LuxiJson.read(parser);
            case "result" -> {
                result = LuxiJson.read(parser);
                hasResult = true;
            }
            case "version" -> {
                Object version = LuxiJson.read(parser);
                if (version != null && !version.equals(LuxiRequest.VERSION)) {
                    throw LuxiErrors.otherVersion(version);
                }
            }
            default -> parser.skipChildren();
        }
    }

    /** After the envelope's last member: nothing may follow, and the envelope must be whole. */
    private void end() throws IOException {
        if (parser.nextToken() != null) {
            throw LuxiErrors.broken("the answer goes on after its end");
        }
        if (!hasResult || !(success instanceof Boolean succeeded)) {
            throw LuxiErrors.broken("the answer lacks success or result");
        }
        ClusterException refusal = succeeded ? null : LuxiErrors.of(result);
        // luxid hangs up after a request that it could not parse.
        boolean hangsUp = refusal != null && refusal.reason() == ClusterException.Reason.NOT_UNDERSTOOD;
        if (lease != null && stream.isClean() && !hangsUp) {
            lease.giveBack();
        }
        close();
        if (refusal != null) {
            throw refusal;
        }
    }

    private void closeParser() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException("the parser does not own its source", e);
        }
    }
}
