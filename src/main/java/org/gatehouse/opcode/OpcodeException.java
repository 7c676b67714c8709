package org.gatehouse.opcode;

import java.io.Serial;

/**
 * An opcode that the catalogue refuses. The message is Ganeti's own wording: it names the parameter or the fault, and
 * quotes no value but the address or netmask of a network.
 */
public final class OpcodeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong with the opcode. The kinds differ in how Ganeti's Remote API answers. */
    public enum Kind {
        /** A parameter the opcode does not have. */
        UNKNOWN_PARAMETER,
        /** A value of the wrong type or outside its range, or a required parameter left out. */
        INVALID_VALUE,
        /**
         * A value whose type Ganeti's check itself cannot handle. It is the caller's fault and answered as an unknown
         * parameter is, with nothing but the message.
         */
        UNCHECKABLE,
        /** A value that makes Ganeti's check fail in a way its daemon does not expect: an internal error, for the caller. */
        CRASHES
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
