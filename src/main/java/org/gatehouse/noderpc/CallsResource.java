package org.gatehouse.noderpc;

import static org.gatehouse.access.Permission.NODES_WATCH_CALLS;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gatehouse.access.HeadAndOptions;
import org.gatehouse.access.Requires;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BytesAnswer;
import org.gatehouse.http.Json;
import org.gatehouse.http.JsonAnswer;

/** {@code /calls}: the calls under way and those that ended lately, whoever made them. */
@HeadAndOptions
@Path("/calls")
public final class CallsResource {
    private static final Map<String, String> HEADERS = Map.of("Content-Type", Json.MEDIA_TYPE);

    private final Calls calls;

    @Inject
    CallsResource(Calls calls) {
        this.calls = calls;
    }

    /** All of them, without answers. */
    @GET
    @Requires(NODES_WATCH_CALLS)
    public JsonAnswer list() {
        return new JsonAnswer(
                Map.of("calls", calls.all().stream().map(NodeCall::members).toList()));
    }

    /** One, with its answer if it has ended: {@code null} if that was too long to be kept. */
    @GET
    @Path("{id}")
    @Requires(NODES_WATCH_CALLS)
    public Answer call(@PathParam("id") String id) {
        NodeCall call = calls.find(id);
        boolean over = call.isOver();
        byte[] members = Json.bytes(call.members());
        if (!over) {
            return new BytesAnswer(HEADERS, members);
        }
        byte[] answer = call.answer().orElse(new byte[] {'n', 'u', 'l', 'l'});
        ByteArrayOutputStream all = new ByteArrayOutputStream(members.length + answer.length + 16);
        // The answer goes in as the node spelled it: reading it and writing it anew could change numbers.
        all.write(members, 0, members.length - "}\n".length());
        all.writeBytes(", \"result\": ".getBytes(StandardCharsets.US_ASCII));
        all.write(answer, 0, trimmed(answer));
        all.writeBytes(new byte[] {'}', '\n'});
        return new BytesAnswer(HEADERS, all.toByteArray());
    }

    /** The feedback of one, from where it stands to its answer; of one that has ended, the answer. */
    @GET
    @Path("{id}/events")
    @Requires(NODES_WATCH_CALLS)
    public Answer events(@PathParam("id") String id) {
        return (outer, response) -> {
            if (outer.getMethod().equals("HEAD")) {
                calls.find(id);
                FeedbackStream.setHeaders(response);
            } else {
                calls.follow(id, outer).send(outer, response);
            }
        };
    }

    private static int trimmed(byte[] answer) {
        int length = answer.length;
        while (length > 0 && answer[length - 1] <= ' ') {
            length--;
        }
        return length;
    }
}
