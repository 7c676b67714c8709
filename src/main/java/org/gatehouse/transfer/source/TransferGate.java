package org.gatehouse.transfer.source;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.gatehouse.access.CertificateFilter;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;

/** Where each request for a transfer has to pass before anything of its disk is touched. For any number of threads. */
final class TransferGate {
    private static final Logger LOG = System.getLogger(TransferGate.class.getName());
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private final TransferRecords records;
    private final Supplier<Optional<X509Certificate>> node;
    private final Supplier<Instant> clock;
    private final AtomicLong told = new AtomicLong(System.nanoTime() - SILENCE);

    /** {@code node} gives the node's own certificate, if it can be read. */
    TransferGate(TransferRecords records, Supplier<Optional<X509Certificate>> node, Supplier<Instant> clock) {
        this.records = records;
        this.node = node;
        this.clock = clock;
    }

    /**
     * A request that may pass.
     *
     * @param record what it is for
     * @param expires when it may not any more
     */
    record Admission(TransferRecord record, Instant expires) {}

    /** Fails with {@link HttpError}: 403, 404 or 500. */
    Admission admit(String id, HttpServletRequest request) {
        X509Certificate certificate = CertificateFilter.findCertificate(request)
                .orElseThrow(() -> new HttpError(403, "no client certificate"));
        TransferRecord record = find(id).orElseThrow(() -> new HttpError(404, "no such transfer"));
        Optional<String> objection = ClientIdentity.findObjection(record, certificate, node.get(), clock.get());
        if (objection.isPresent()) {
            tell(record, certificate, request, objection.get());
            throw new HttpError(403, objection.get());
        }
        Instant end = certificate.getNotAfter().toInstant();
        return new Admission(record, end.isBefore(record.notAfter()) ? end : record.notAfter());
    }

    private Optional<TransferRecord> find(String text) {
        Optional<TransferId> id = TransferId.parse(text);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        try {
            return records.find(id.get());
        } catch (RecordException e) {
            LOG.log(Level.ERROR, "the record of transfer " + id.get() + " is not believed", e);
            throw new HttpError(500, "the transfer's record is damaged");
        }
    }

    private void tell(
            TransferRecord record, X509Certificate certificate, HttpServletRequest request, String objection) {
        long now = System.nanoTime();
        long last = told.get();
        // Whoever tries thousands of times does not fill the log.
        if (now - last >= SILENCE && told.compareAndSet(last, now)) {
            LOG.log(
                    Level.INFO,
                    "refused {0} the transfer {1}, with the certificate of serial {2}: {3}",
                    request.getRemoteAddr(),
                    record.id(),
                    certificate.getSerialNumber().toString(16),
                    objection);
        }
    }
}
