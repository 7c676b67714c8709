package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may call this node: the holders of the certificates in Ganeti's list of master candidates, one {@code uuid=digest} a
 * line. The list is looked at for every question, so a candidate that is demoted is refused at once.
 *
 * <p>While there is no list yet (the file is missing, cannot be read or holds nothing), the node is being made part of a
 * cluster: then the holder of the server certificate, and nobody else, may call. A file that holds something but no entry, or
 * more than Ganeti would ever write, admits nobody: damage must not lead back to the beginning. Safe for any number of
 * threads.
 */
public final class Candidates {
    /** The name of the one who calls while there is no list. */
    static final String BOOTSTRAP = "bootstrap";

    private static final Logger LOG = System.getLogger(Candidates.class.getName());
    private static final int MOST_BYTES = 128 * 1024;
    private static final Pattern ENTRY = Pattern.compile("([\\x21-\\x7e&&[^=]]+)=((?:[0-9A-F]{2}:){19}[0-9A-F]{2})");
    private static final Grants GRANTS = Grants.parse("nodes.call,nodes.watch-calls,metrics.read");

    private final FreshFile<Table> list;
    private final FreshFile<Optional<String>> server;

    /** What the list says: a name for each digest. */
    private record Table(boolean bootstrap, Map<String, String> names) {}

    /**
     * Reads the files when they are first needed.
     *
     * @param list the master candidates' certificates
     * @param serverCertificate the cluster's own, in PEM
     */
    public Candidates(Path list, Path serverCertificate) {
        this.list = new FreshFile<>(list, MOST_BYTES, content -> parse(list, content));
        this.server = new FreshFile<>(serverCertificate, MOST_BYTES, content -> digest(serverCertificate, content));
    }

    /** The caller with this certificate, whose chain the container has verified; empty if it may not call. */
    public Optional<Caller> findCaller(X509Certificate certificate) {
        Table table = list.get();
        String digest = Digests.of(certificate);
        Optional<String> name = table.bootstrap
                ? server.get().filter(digest::equals).map(match -> BOOTSTRAP)
                : Optional.ofNullable(table.names.get(digest));
        return name.map(known -> new Caller(known, Authentication.CERTIFICATE, GRANTS));
    }

    private static Table parse(Path path, Optional<byte[]> content) {
        String text = new String(content.orElse(new byte[0]), ISO_8859_1);
        if (text.isBlank()) {
            LOG.log(
                    Level.WARNING,
                    "{0} {1}: only the server certificate may call this node",
                    path,
                    content.isEmpty() ? "cannot be read" : "is empty");
            return new Table(true, Map.of());
        }
        if (text.length() > MOST_BYTES) {
            LOG.log(Level.ERROR, "{0} is longer than {1,number,#} bytes: nobody may call this node", path, MOST_BYTES);
            return new Table(false, Map.of());
        }
        Map<String, String> names = new HashMap<>();
        int odd = 0;
        for (String line : text.split("\n", -1)) {
            Matcher entry = ENTRY.matcher(line.strip());
            if (entry.matches()) {
                names.putIfAbsent(entry.group(2), entry.group(1));
            } else if (!line.isBlank()) {
                odd++;
            }
        }
        if (odd > 0) {
            LOG.log(Level.WARNING, "{0}: {1,number,#} line(s) are no uuid=digest and do not count", path, odd);
        }
        LOG.log(Level.INFO, "{0} names {1,number,#} certificate(s) that may call this node", path, names.size());
        return new Table(false, Map.copyOf(names));
    }

    private static Optional<String> digest(Path path, Optional<byte[]> content) {
        Optional<String> digest = content.flatMap(bytes -> Digests.ofFirst(new String(bytes, ISO_8859_1)));
        if (digest.isEmpty()) {
            LOG.log(Level.ERROR, "{0} cannot be read or holds no certificate: nobody may call this node", path);
        }
        return digest;
    }
}
