package org.gatehouse.remote;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;

/** What a node means that does not answer a call. */
final class Refusals {
    private static final int LONGEST_MESSAGE = 500;

    private Refusals() {}

    /** A status other than 200. */
    static Reason reason(int status, HttpHeaders headers) {
        return switch (status) {
            case 400, 405, 408, 411, 415 -> Reason.BAD_REQUEST;
            case 401, 403 -> Reason.FORBIDDEN;
            case 404 -> Reason.UNKNOWN_METHOD;
            case 413 -> Reason.TOO_LARGE;
            case 503 -> headers.firstValue("Retry-After").isPresent() ? Reason.BUSY : Reason.UNREACHABLE;
            default -> Reason.CRASHED;
        };
    }

    /** The node's own words, in one line. */
    static String message(int status, String body) {
        String line = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (line.isEmpty() || line.startsWith("<")) {
            return "the node answered with status " + status;
        }
        return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) : line;
    }

    /** A connection that failed before there was a status. */
    static NodeCallException of(Throwable failure) {
        if (find(failure, HttpConnectTimeoutException.class).isPresent()) {
            return unreachable("the node does not take connections, or not in time", failure);
        }
        if (find(failure, UnresolvedAddressException.class).isPresent()) {
            return unreachable("there is no host of this name", failure);
        }
        if (find(failure, ConnectException.class).isPresent()) {
            return unreachable("nobody listens at the node's port", failure);
        }
        if (find(failure, CertificateException.class).isPresent()) {
            return unreachable("the node's certificate is not this cluster's", failure);
        }
        // The JDK throws this for the alerts that end a handshake, and for a connection that ends in the middle of one.
        boolean refused = find(failure, SSLHandshakeException.class).isPresent()
                && find(failure, EOFException.class).isEmpty();
        if (refused) {
            return new NodeCallException(
                    Reason.FORBIDDEN, "the node does not take this certificate: is it a master candidate's?", failure);
        }
        return new NodeCallException(Reason.LOST, "connection lost, outcome unknown", failure);
    }

    private static NodeCallException unreachable(String message, Throwable cause) {
        return new NodeCallException(Reason.UNREACHABLE, message, cause);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        return Stream.iterate(failure, one -> one != null, Throwable::getCause)
                .limit(20)
                .flatMap(one -> Stream.concat(Stream.of(one), Arrays.stream(one.getSuppressed())))
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
