package org.gatehouse.opcode;

import java.io.Serial;

/** An opcode that the catalogue refuses. The message is Ganeti's own wording and names the parameter, never a value. */
public final class OpcodeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong with the opcode. */
    public enum Kind {
        /** A parameter the opcode does not have. */
        UNKNOWN_PARAMETER,
        /** A value of the wrong type or outside its range, or a required parameter left out. */
        INVALID_VALUE
    }

    private final Kind kind;

    /** Says what is wrong, in words that may be shown to the caller. */
    public OpcodeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What is wrong with the opcode. */
    public Kind kind() {
        return kind;
    }
}
