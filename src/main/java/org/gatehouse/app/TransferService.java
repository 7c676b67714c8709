package org.gatehouse.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.gatehouse.access.CertificateFilter;
import org.gatehouse.access.FreshFile;
import org.gatehouse.access.Grants;
import org.gatehouse.access.RouteTable;
import org.gatehouse.http.AnswerFilter;
import org.gatehouse.http.BodyHidingFilter;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.Service;
import org.gatehouse.http.Uncached;
import org.gatehouse.ops.RequestMetricsFilter;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.source.SourceTransfers;
import org.gatehouse.transfer.source.TransferSource;
import org.glassfish.jersey.servlet.ServletContainer;

/** Disk transfers: owns the source of disks. */
final class TransferService implements AutoCloseable {
    private static final int LONGEST_CERTIFICATE = 256 << 10;

    private final TransferSource source;
    private final Service service;

    private TransferService(TransferSource source, Service service) {
        this.source = source;
        this.service = service;
    }

    /** Opens the service for this port. */
    static TransferService open(
            Settings settings,
            int port,
            Metrics metrics,
            ScheduledExecutorService timer,
            Supplier<TransferBackend> opening) {
        Path state = settings.path(Setting.TRANSFER_DIRECTORY).resolve("state");
        Supplier<Optional<X509Certificate>> node = new FreshFile<>(
                settings.path(Setting.NODE_SERVER_CERTIFICATE), LONGEST_CERTIFICATE, TransferService::certificate);

        TransferBackend backend = opening.get();
        TransferSource source =
                metrics.watching(new TransferSource(backend.records(), backend.disks(), node, state, timer));
        RouteTable routes = RouteTable.of(TransferApplication.RESOURCES);
        Service service = new Service(
                local -> local == port,
                List.of(
                        new RequestMetricsFilter(metrics.registry()),
                        new AnswerFilter(() -> "Gatehouse", ErrorForm.LINE),
                        new Uncached(),
                        new CertificateFilter(routes, Grants.parse("transfers.fetch")),
                        new BodyHidingFilter()),
                new ServletContainer(new TransferApplication(source, Optional::empty)));
        return new TransferService(source, service);
    }

    Service service() {
        return service;
    }

    /** What becomes of the transfers. */
    SourceTransfers transfers() {
        return source.transfers();
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
        source.close();
    }
}
