package org.gatehouse.transfer.node;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.PullOptions;
import org.gatehouse.transfer.pull.PullSource;

/**
 * What to pull.
 *
 * @param name of the import
 * @param instance whose disks are filled
 * @param authority that issued the sources' server certificates; only local pulls can do without
 * @param local whether the node's own certificate is shown
 */
record PullOrder(
        String name,
        String instance,
        List<Disk> disks,
        Optional<X509Certificate> authority,
        PullOptions options,
        boolean local) {
    private static final int MOST_DISKS = 64;
    private static final int CONNECTIONS = 4;
    private static final long LONGEST = Duration.ofDays(30).toSeconds();

    /**
     * One disk.
     *
     * @param chain the certificate for this disk and what follows it; empty where the pull is local
     */
    record Disk(int index, PullSource source, List<X509Certificate> chain) {}

    static PullOrder of(Arguments arguments) throws IOException {
        boolean local = arguments.flag("local");
        List<Disk> disks = new ArrayList<>();
        Set<Integer> indexes = new HashSet<>();
        for (Arguments disk : arguments.objects("disks")) {
            disks.add(disk(disk, local));
            if (!indexes.add(disks.get(disks.size() - 1).index())) {
                throw new IOException("a disk is there twice");
            }
        }
        if (disks.isEmpty() || disks.size() > MOST_DISKS) {
            throw new IOException("there must be 1 to " + MOST_DISKS + " disks");
        }
        Optional<X509Certificate> authority = arguments.findText("ca").map(Pem::certificate);
        if (authority.isEmpty() && !local) {
            throw new IOException("the argument 'ca' is missing");
        }
        List<String> codings = arguments.texts("codings");
        PullOptions options = new PullOptions(
                Duration.ofSeconds(arguments.number("patience", 0, LONGEST)),
                arguments.findText("proxy").map(URI::create),
                codings.isEmpty() ? PullOptions.USUAL.codings() : codings,
                CONNECTIONS);
        String name = Arguments.checkedName(arguments.text("name"));
        return new PullOrder(name, arguments.text("instance"), disks, authority, options, local);
    }

    private static Disk disk(Arguments disk, boolean local) throws IOException {
        Optional<String> certificate = disk.findText("certificate");
        if (certificate.isEmpty() && !local) {
            throw new IOException("a disk has no certificate");
        }
        PullSource source = new PullSource(
                URI.create(disk.text("url")),
                URI.create(disk.text("done_url")),
                disk.number("size", 0, Long.MAX_VALUE));
        return new Disk(
                (int) disk.number("index", 0, 999),
                source,
                certificate.map(Pem::certificates).orElse(List.of()));
    }
}
