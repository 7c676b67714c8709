package org.gatehouse.access;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs refused requests so that nobody can fill the log with them: the first refusal of a kind is one line at once, all further ones
 * within a minute are counted and make one line at its end. A kind is who was refused, from which {@link Network} and why. There
 * are at most 16 kinds for one network and 256 in all at a time; what exceeds this is counted together. Lines go to the audit log.
 * Safe for any number of threads.
 */
public final class RefusalLog implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Audit.LOGGER);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    private static final int MOST = 256;
    private static final int MOST_OF_NETWORK = 16;
    /** Fewer refusals of reads without credentials are not worth a line: many clients ask once before they authenticate. */
    private static final int WORTH_A_LINE = 10;

    private final LongSupplier nanos;
    private final Map<Kind, Count> counts = new LinkedHashMap<>();
    private final Map<String, Integer> kindsOfNetwork = new LinkedHashMap<>();

    /**
     * One refused request.
     *
     * @param address of the client
     * @param caller its name if it is known, else empty
     * @param user the name that came with a wrong password, or the digest of a certificate that is not known; else empty
     * @param reason in a few fixed words
     * @param path that was asked for
     * @param loud whether the first of the kind is worth a line at once
     */
    record Refusal(String address, String caller, String user, String reason, String path, boolean loud) {}

    private record Kind(String network, String caller, String user, String reason) {
        String identity() {
            return "remote=\"" + network + "\" caller=\"" + caller + "\" user=\"" + user + "\" reason=\"" + reason
                    + '"';
        }
    }

    private static final class Count {
        private final long start;
        private boolean told;
        private long repeated;
        private String lastPath = "";

        Count(long start) {
            this.start = start;
        }
    }

    /** Writes the counts when they are due, on the timer's thread. */
    public RefusalLog(ScheduledExecutorService timer) {
        this(System::nanoTime);
        var unused = timer.scheduleWithFixedDelay(this::flush, FLUSH.toSeconds(), FLUSH.toSeconds(), TimeUnit.SECONDS);
    }

    RefusalLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Logs or counts a refusal; {@code line} gives the line of one that is logged. */
    void add(Refusal refusal, Supplier<String> line) {
        if (count(refusal)) {
            LOG.log(Level.INFO, line);
        }
    }

    /** A request to a listener where every caller has a certificate, without one. */
    void addWithoutCertificate(HttpServletRequest request) {
        add(
                new Refusal(request.getRemoteAddr(), "", "", "no client certificate", request.getRequestURI(), false),
                () -> "");
    }

    /** A node call with a certificate that is not a master candidate's. */
    void addCertificate(HttpServletRequest request, X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        String digest = Digests.of(certificate);
        String address = request.getRemoteAddr();
        add(
                new Refusal(address, "", digest, "not a master candidate's certificate", request.getRequestURI(), true),
                () -> "refused a node call from " + address + ": the certificate of \"" + LogText.of(subject)
                        + "\" with the digest " + digest + " may not call");
    }

    private synchronized boolean count(Refusal refusal) {
        long now = nanos.getAsLong();
        String network = Network.of(refusal.address()).text();
        Kind kind = new Kind(
                network, LogText.of(refusal.caller()), LogText.of(refusal.user()), LogText.of(refusal.reason()));
        boolean loud = refusal.loud();
        Count count = counts.get(kind);
        if (count == null && kindsOfNetwork.getOrDefault(network, 0) >= MOST_OF_NETWORK) {
            kind = new Kind(network, "", "", "various");
            count = counts.get(kind);
            loud = false;
        }
        if (count == null && counts.size() >= MOST) {
            kind = new Kind("others", "", "", "various");
            count = counts.get(kind);
            loud = false;
        }
        if (count == null) {
            count = new Count(now);
            counts.put(kind, count);
            kindsOfNetwork.merge(kind.network(), 1, Integer::sum);
        }
        count.lastPath = refusal.path();
        if (loud && !count.told) {
            count.told = true;
            return true;
        }
        count.repeated++;
        return false;
    }

    /** Writes the counts of all kinds whose minute is over; the next refusal of such a kind is a first one again. */
    void flush() {
        takeDue(PERIOD.toNanos()).forEach(line -> LOG.log(Level.INFO, line));
    }

    /** Writes all counts. */
    @Override
    public void close() {
        takeDue(0).forEach(line -> LOG.log(Level.INFO, line));
    }

    private synchronized List<String> takeDue(long age) {
        long now = nanos.getAsLong();
        List<String> lines = new ArrayList<>();
        counts.entrySet().removeIf(entry -> {
            Count count = entry.getValue();
            if (now - count.start < age) {
                return false;
            }
            if (count.repeated >= (count.told ? 1 : WORTH_A_LINE)) {
                lines.add(line(entry.getKey(), count, now));
            }
            kindsOfNetwork.computeIfPresent(entry.getKey().network(), (key, kinds) -> kinds > 1 ? kinds - 1 : null);
            return true;
        });
        return lines;
    }

    private static String line(Kind kind, Count count, long now) {
        return kind.identity()
                + " path=\"" + LogText.of(count.lastPath)
                + "\" refused=\"" + count.repeated
                + "\" seconds=\"" + TimeUnit.NANOSECONDS.toSeconds(now - count.start) + '"';
    }
}
