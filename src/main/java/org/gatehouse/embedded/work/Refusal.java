package org.gatehouse.embedded.work;

import java.util.List;
import org.gatehouse.cluster.ClusterException;

/** Ganeti's errors, as an opcode that fails ends with them. */
final class Refusal {
    static final String WRONG_INPUT = "wrong_input";
    static final String WRONG_STATE = "wrong_state";
    static final String UNKNOWN = "unknown_entity";
    static final String EXISTS = "already_exists";
    static final String NO_RESOURCES = "insufficient_resources";
    static final String NOT_UNIQUE = "resource_not_unique";
    static final String ENVIRONMENT = "environment_error";
    static final String FAULT = "internal_error";

    private Refusal() {}

    /** What an opcode needs is not there; {@code code} is for programs. */
    static ClusterException prerequisite(String text, String code) {
        return ClusterException.refused("OpPrereqError", List.of(text, code));
    }

    /** The same from one of the places where Ganeti forgets the code. */
    static ClusterException prerequisite(String text) {
        return ClusterException.refused("OpPrereqError", List.of(text));
    }

    /** The work itself failed. */
    static ClusterException execution(String text) {
        return ClusterException.refused("OpExecError", List.of(text));
    }

    /** An error of a rarer class. */
    static ClusterException of(String errorClass, String text) {
        return ClusterException.refused(errorClass, List.of(text));
    }

    /** A request that real clusters carry out and this one does not. */
    static ClusterException unsupported(String what) {
        return prerequisite("The embedded cluster does not support " + what, ENVIRONMENT);
    }
}
