package org.gatehouse.access;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Logs refused certificates, each once a minute at most, whatever somebody tries. Safe for any number of threads. */
final class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int MOST = 1000;

    // The eldest go first, so that one who has thousands of certificates costs no more memory than this.
    private final Map<String, Long> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    void log(X509Certificate certificate, String address) {
        String digest = Digests.of(certificate);
        if (isDue(digest)) {
            LOG.log(
                    Level.WARNING,
                    "refused a node call from {0}: the certificate of \"{1}\" with the digest {2} may not call",
                    address,
                    LogText.of(certificate.getSubjectX500Principal().getName()),
                    digest);
        }
    }

    private synchronized boolean isDue(String digest) {
        long now = System.nanoTime();
        Long last = told.get(digest);
        if (last != null && now - last < SILENCE.toNanos()) {
            return false;
        }
        told.remove(digest);
        told.put(digest, now);
        return true;
    }
}
