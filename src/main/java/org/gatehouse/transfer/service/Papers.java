package org.gatehouse.transfer.service;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** What vouches for transfers: the cluster's certificate authority and its domain secret. Any thread may call; calls may block. */
public interface Papers {

    /**
     * A client's certificate.
     *
     * @param pem the certificate
     * @param serial in lower-case hexadecimal digits
     * @param fingerprint SHA-256 of the certificate (DER), in lower-case hexadecimal digits
     */
    record Client(String pem, String serial, String fingerprint) {}

    /**
     * What the domain secret makes of a text.
     *
     * @param mac the HMAC, in hexadecimal digits
     * @param salt what was put before the text
     */
    record Signature(String mac, String salt) {}

    /** The authority's own certificate (PEM). */
    String authority() throws IOException;

    /** SHA-256 of the authority's certificate (DER), in lower-case hexadecimal digits. */
    String authorityDigest() throws IOException;

    /** A node's server certificate for these names and addresses, with its chain (PEM). */
    String server(String request, List<String> names) throws IOException;

    /** A client's certificate for a request (PEM) whose own signature is right; fails with a message for the client. */
    Client client(String request, String commonName, Instant notAfter) throws IOException;

    /** Signs with the cluster's domain secret. */
    Signature sign(String text) throws IOException;

    /** Whether the cluster's domain secret has signed this. */
    boolean verify(String text, String mac, String salt) throws IOException;
}
