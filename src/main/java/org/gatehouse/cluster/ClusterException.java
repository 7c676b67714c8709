package org.gatehouse.cluster;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Why the cluster did not do what was asked. The {@link Reason} is for programs; message and arguments are the cluster's
 * own and may be shown to the caller.
 */
public final class ClusterException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The kinds of failure, each of which the web side answers in its own way. */
    public enum Reason {
        /** The cluster understood and refused; {@link #errorClass()} and {@link #arguments()} say why. */
        REFUSED,
        /** The cluster could not make sense of the request. */
        NOT_UNDERSTOOD,
        /** The answer broke the protocol, or the connection ended before it. */
        BROKEN_ANSWER,
        /** This node is not the cluster's master. */
        NOT_MASTER,
        /** The operating system keeps this process from reaching the cluster. */
        NO_PERMISSION,
        /** No answer within the deadline. */
        TIMEOUT,
        /** Too many requests are under way already. */
        BUSY
    }

    private final Reason reason;
    private final String errorClass;
    private final transient List<Object> arguments;

    private ClusterException(
            Reason reason, String errorClass, List<Object> arguments, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.errorClass = errorClass;
        this.arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    /** A failure without a class of its own. */
    public ClusterException(Reason reason, String message) {
        this(reason, "", List.of(message), message, null);
    }

    /** A failure without a class of its own, and what brought it about. */
    public ClusterException(Reason reason, String message, Throwable cause) {
        this(reason, "", List.of(message), message, cause);
    }

    /** The cluster's refusal: Ganeti's error class, {@code OpPrereqError} say, and its arguments as JSON values. */
    public static ClusterException refused(String errorClass, List<Object> arguments) {
        return new ClusterException(
                Reason.REFUSED, errorClass, arguments, errorClass + String.valueOf(arguments), null);
    }

    /** The kind of failure. */
    public Reason reason() {
        return reason;
    }

    /** Ganeti's name of the error, empty unless the reason is {@link Reason#REFUSED}. */
    public String errorClass() {
        return errorClass;
    }

    /** The error's arguments as JSON values; for most errors one text. */
    public List<Object> arguments() {
        return arguments;
    }

    /** Whether the cluster refused because the named object does not exist. */
    public boolean isUnknownEntity() {
        return errorClass.equals("OpPrereqError") && arguments.size() == 2 && "unknown_entity".equals(arguments.get(1));
    }
}
