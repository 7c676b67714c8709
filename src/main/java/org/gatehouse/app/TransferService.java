package org.gatehouse.app;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.gatehouse.access.CertificateFilter;
import org.gatehouse.access.FreshFile;
import org.gatehouse.access.Grants;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.access.RouteTable;
import org.gatehouse.http.AnswerFilter;
import org.gatehouse.http.BodyHidingFilter;
import org.gatehouse.http.BodyReader;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.Service;
import org.gatehouse.http.Stopping;
import org.gatehouse.http.Uncached;
import org.gatehouse.ops.Readiness;
import org.gatehouse.ops.RequestMetricsFilter;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.node.TransferNode;
import org.gatehouse.transfer.source.TransferSource;
import org.glassfish.jersey.servlet.ServletContainer;

/** Disk transfers: owns the source of disks, and what the calls of nodes need for them. */
final class TransferService implements AutoCloseable {
    private static final int LONGEST_CERTIFICATE = 256 << 10;

    private final TransferSource source;
    private final TransferNode node;
    private final Service service;

    private TransferService(TransferSource source, TransferNode node, Service service) {
        this.source = source;
        this.node = node;
        this.service = service;
    }

    /** Opens the service for this port. */
    static TransferService open(
            Settings settings,
            int port,
            String contextPath,
            Metrics metrics,
            ScheduledExecutorService timer,
            RefusalLog refusals,
            Stopping stopping,
            Supplier<TransferBackend> opening) {
        Path directory = settings.path(Setting.TRANSFER_DIRECTORY);
        TransferBackend backend = opening.get();
        Supplier<Optional<X509Certificate>> certificate =
                new FreshFile<>(backend.node().file(), LONGEST_CERTIFICATE, TransferService::certificate);
        TransferSource source = metrics.watching(
                new TransferSource(backend.records(), backend.disks(), certificate, directory.resolve("state"), timer));
        TransferNode node = new TransferNode(
                directory,
                () -> url(settings, port, contextPath),
                OptionalInt.of(port),
                backend.node(),
                backend.targets(),
                source.transfers(),
                backend.preparation());
        Readiness readiness = Readiness.always().unless(stopping::hasBegun);
        RouteTable routes = RouteTable.of(TransferApplication.RESOURCES);
        Service service = new Service(
                local -> local == port,
                List.of(
                        new RequestMetricsFilter(metrics.registry()),
                        new AnswerFilter(() -> "Gatehouse", ErrorForm.LINE, new BodyReader(timer)),
                        new Uncached(),
                        new CertificateFilter(routes, Grants.parse("transfers.fetch"), refusals),
                        new BodyHidingFilter()),
                new ServletContainer(new TransferApplication(source, readiness)));
        return new TransferService(source, node, service);
    }

    /** Breaks off the downloads under way, which their clients resume elsewhere or later, and takes no more. */
    void beginStop() {
        source.beginStop();
    }

    Service service() {
        return service;
    }

    /** What node calls need. */
    TransferNode node() {
        return node;
    }

    /** How clients reach this listener. A setting with a path names the whole of it, as a proxy may want. */
    private static String url(Settings settings, int port, String contextPath) {
        String url = settings.text(Setting.TRANSFER_PUBLIC_URL).replaceAll("/+$", "");
        if (!url.isEmpty()) {
            return url.matches("[a-z]+://[^/]*") ? url + contextPath : url;
        }
        try {
            return "https://" + InetAddress.getLocalHost().getCanonicalHostName() + ":" + port + contextPath;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("this machine's name is not known; set transfer.public-url", e);
        }
    }

    private static Optional<X509Certificate> certificate(Optional<byte[]> pem) {
        try {
            return pem.map(bytes -> Pem.certificate(new String(bytes, StandardCharsets.ISO_8859_1)));
        } catch (IdentityException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        node.close();
        source.close();
    }
}
