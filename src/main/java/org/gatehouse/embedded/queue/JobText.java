package org.gatehouse.embedded.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.queue.JobRow.Step;

/** Jobs from and to the text in which they are stored. */
final class JobText {
    private JobText() {}

    static StoredJob write(JobRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("received", row.received());
        json.put("started", row.started());
        json.put("ended", row.ended());
        json.put("steps", row.steps().stream().map(JobText::write).toList());
        boolean finished = row.isFinished();
        // A job without opcodes is finished when it comes in, and never ends.
        long ended = Times.micros(row.ended() == null ? row.received() : row.ended());
        return new StoredJob(
                row.id(),
                finished,
                row.archived(),
                finished ? ended : 0,
                new String(JsonText.write(json), StandardCharsets.US_ASCII));
    }

    static JobRow read(StoredJob stored) {
        Map<String, Object> json = JsonText.readObject(stored.json().getBytes(StandardCharsets.US_ASCII));
        return JobRow.of(
                stored.id(),
                stored.archived(),
                list(json.get("received")),
                list(json.get("started")),
                list(json.get("ended")),
                list(json.get("steps")).stream().map(JobText::step).toList());
    }

    private static Map<String, Object> write(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("input", step.input());
        json.put("status", step.status());
        json.put("result", step.result());
        json.put("log", step.log());
        json.put("started", step.started());
        json.put("executed", step.executed());
        json.put("ended", step.ended());
        json.put("priority", step.priority());
        json.put("summary", step.summary());
        return json;
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Step step(Object value) {
        Map<String, Object> json = (Map<String, Object>) value;
        return new Step(
                (Map<String, Object>) json.get("input"),
                (String) json.get("status"),
                json.get("result"),
                list(json.get("log")),
                list(json.get("started")),
                list(json.get("executed")),
                list(json.get("ended")),
                ((Number) json.get("priority")).intValue(),
                (String) json.get("summary"));
    }

    @SuppressWarnings("unchecked") // JSON arrays hold JSON values
    private static List<Object> list(Object value) {
        return value == null ? null : new ArrayList<>((List<Object>) value);
    }
}
