package org.gatehouse.embedded.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.opcode.Opcode;

/** How jobs show their opcodes as these go their way. */
final class JobInputs {
    private JobInputs() {}

    /** As long as it is queued: only what is secret is hidden. */
    static Map<String, Object> queued(Opcode opcode) {
        return object(Secrets.redacted(Intake.shown(opcode)));
    }

    /** When its turn has come: what is private is hidden, too. */
    static Map<String, Object> waiting(Map<String, Object> shown) {
        return object(Secrets.blank(shown));
    }

    /** When somebody has begun to work on it. */
    static Map<String, Object> begun(Opcode opcode) {
        Map<String, Object> more = new LinkedHashMap<>(opcode.parameters());
        more.putIfAbsent("debug_level", 0);
        // What is not said is not shown, as it was not when the job came in.
        more.entrySet().removeIf(parameter -> parameter.getValue() == null && !Intake.isShownEmpty(parameter.getKey()));
        return waiting(Intake.shown(new Opcode(opcode.id(), more)));
    }

    @SuppressWarnings("unchecked") // an object stays one
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
