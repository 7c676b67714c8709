package org.gatehouse.transfer.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one transfer gives out, to whom, and until when. The node's privileged side writes and signs it; the web process only
 * believes what is signed.
 *
 * @param id its name
 * @param local whether it stays in the cluster, with the nodes' certificates; otherwise the client's certificate is named here
 * @param serial of the client's certificate, in lower-case hexadecimal digits; "0" where only the fingerprint counts
 * @param fingerprint SHA-256 of the client's certificate (DER), in lower-case hexadecimal digits; empty if any node may come
 * @param authority the certificate (PEM) that must have issued the client's; empty where the fingerprint alone counts, or for
 *     local transfers, where it is the node's own certificate
 * @param path of the file or block device
 * @param size of the disk in bytes
 * @param codings content codings that may be used
 * @param streams how many downloads at once
 * @param notAfter when it ends by itself
 * @param created when it was made
 * @param node UUID of the node that it is for
 * @param instance the instance's name
 * @param disk the disk's index
 */
public record TransferRecord(
        TransferId id,
        boolean local,
        String serial,
        Optional<String> fingerprint,
        Optional<String> authority,
        String path,
        long size,
        List<String> codings,
        int streams,
        Instant notAfter,
        Instant created,
        String node,
        String instance,
        int disk) {
    /** Checks that nothing is missing. */
    public TransferRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(serial);
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(authority);
        Objects.requireNonNull(path);
        codings = List.copyOf(codings);
        Objects.requireNonNull(notAfter);
        Objects.requireNonNull(created);
        Objects.requireNonNull(node);
        Objects.requireNonNull(instance);
    }

    /** Whether the disk is a file, whose file system knows where it has holes, and no block device. */
    public boolean isFile() {
        return !path.startsWith("/dev/");
    }
}
