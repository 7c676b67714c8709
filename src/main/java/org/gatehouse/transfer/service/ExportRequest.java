package org.gatehouse.transfer.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/**
 * What a client wants to have opened.
 *
 * @param request the client's certificate request (PEM); empty if it has a certificate of its own
 * @param fingerprint SHA-256 of the client's own certificate, in lower-case hexadecimal digits
 * @param disks which disks; empty for all
 * @param shutdown whether a running instance may be shut down
 * @param shutdownTimeout seconds that its operating system has for it
 * @param restart when an instance that was shut down is started again
 * @param lifetime seconds for which the disks stay open
 * @param streams how many downloads of a disk at once
 * @param codings which content codings
 * @param reference the client's own name for this request; empty for none
 */
record ExportRequest(
        Optional<String> request,
        Optional<String> fingerprint,
        List<Long> disks,
        boolean shutdown,
        long shutdownTimeout,
        String restart,
        long lifetime,
        long streams,
        List<String> codings,
        String reference) {
    private static final Set<String> NAMES = Set.of(
            "csr",
            "fingerprint",
            "disks",
            "shutdown",
            "shutdown_timeout",
            "restart",
            "lifetime",
            "streams",
            "codings",
            "reference");
    private static final List<String> CODINGS = List.of("identity", "gzip", "zstd");
    private static final long DAY = 86_400;
    // A certificate lives less than a week, and begins a little in the past.
    private static final long LONGEST = 604_000;

    /** Reads a request's body; 400 if something is wrong with it. */
    static ExportRequest read(Object body) {
        Fields fields = Fields.of(body, NAMES);
        Optional<String> csr = fields.text("csr");
        Optional<String> fingerprint = fields.text("fingerprint").map(ExportRequest::digits);
        if (csr.isPresent() == fingerprint.isPresent()) {
            throw new HttpError(400, "Either csr or fingerprint must be given, not both");
        }
        List<Long> disks = new ArrayList<>();
        for (Object disk : fields.list("disks")) {
            disks.add(Values.whole(disk)
                    .filter(index -> index >= 0 && !disks.contains(index))
                    .orElseThrow(() -> new HttpError(400, "disks must be a list of different disk indexes")));
        }
        Terms terms = Terms.read(fields);
        return new ExportRequest(
                csr,
                fingerprint,
                List.copyOf(disks),
                fields.truth("shutdown", false),
                fields.whole("shutdown_timeout", 120, 0, DAY),
                fields.word("restart", "always", List.of("always", "on-failure", "never")),
                terms.lifetime(),
                terms.streams(),
                terms.codings(),
                fields.reference());
    }

    /**
     * How long disks are open, and how.
     *
     * @param lifetime seconds
     * @param streams how many downloads of a disk at once
     * @param codings which content codings
     */
    record Terms(long lifetime, long streams, List<String> codings) {
        static Terms read(Fields fields) {
            List<String> codings = new ArrayList<>();
            for (Object coding : fields.list("codings")) {
                if (!CODINGS.contains(coding)) {
                    throw new HttpError(400, "codings must be some of " + String.join(", ", CODINGS));
                }
                codings.add((String) coding);
            }
            return new Terms(
                    fields.whole("lifetime", DAY, 60, LONGEST),
                    fields.whole("streams", 16, 1, 64),
                    codings.isEmpty() ? CODINGS : List.copyOf(codings));
        }
    }

    private static String digits(String fingerprint) {
        String digits = fingerprint.replace(":", "").toLowerCase(java.util.Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new HttpError(400, "fingerprint must be the SHA-256 digest of a certificate, in hexadecimal digits");
        }
        return digits;
    }
}
