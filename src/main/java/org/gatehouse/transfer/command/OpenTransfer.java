package org.gatehouse.transfer.command;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.PullSource;

/**
 * The disks of an instance that a cluster gives out.
 *
 * @param id the transfer's name
 * @param state {@code open}, or what became of it
 * @param authority who vouches for the node
 */
record OpenTransfer(String id, String state, X509Certificate authority, List<Disk> disks) {

    /** One of the disks, and the certificate that it is given to. */
    record Disk(int index, PullSource source, X509Certificate certificate) {}

    /** Reads the document that the cluster answers with. */
    static OpenTransfer read(Object document) throws RapiException {
        try {
            Map<?, ?> members = (Map<?, ?>) document;
            List<Disk> disks = new ArrayList<>();
            for (Object each : (List<?>) members.get("disks")) {
                Map<?, ?> disk = (Map<?, ?>) each;
                disks.add(new Disk(
                        ((Number) disk.get("index")).intValue(),
                        new PullSource(
                                URI.create((String) disk.get("url")),
                                URI.create((String) disk.get("done_url")),
                                ((Number) disk.get("size")).longValue()),
                        Pem.certificate((String) disk.get("certificate"))));
            }
            return new OpenTransfer(
                    (String) members.get("id"),
                    (String) members.get("state"),
                    Pem.certificate((String) members.get("ca")),
                    List.copyOf(disks));
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new RapiException(0, "the cluster describes the transfer in an unknown way", e);
        }
    }
}
