package org.gatehouse.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.gatehouse.access.AccessFilter;
import org.gatehouse.access.Authorities;
import org.gatehouse.access.CertificateCallers;
import org.gatehouse.access.FailedLogins;
import org.gatehouse.access.LoginDelayFilter;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.access.RouteTable;
import org.gatehouse.access.RulesFile;
import org.gatehouse.access.UsersFile;
import org.gatehouse.access.WatchedFile;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.http.AnswerFilter;
import org.gatehouse.http.BodyReader;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.JsonBodyFilter;
import org.gatehouse.http.Service;
import org.gatehouse.http.Stopping;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.ops.Readiness;
import org.gatehouse.ops.RequestMetricsFilter;
import org.glassfish.jersey.servlet.ServletContainer;

/** The Remote API: owns the cluster that it stands in front of. */
final class RapiService implements AutoCloseable {
    private static final Duration VERSION_CHECK = Duration.ofSeconds(15);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final int LARGEST_BODY = 1 << 30;

    private final ClusterBackend backend;
    private final Stopping stopping;
    private final ScheduledFuture<?> versionChecks;
    private final Service service;

    /** Its settings, read before anything is opened. */
    private record Values(
            boolean requireAuthentication,
            int bodyLimit,
            Supplier<UsersFile> users,
            CertificateCallers certificates,
            RefusalLog refusals) {}

    private RapiService(
            Values values,
            IntPredicate ports,
            Metrics metrics,
            ScheduledExecutorService timer,
            Stopping stopping,
            ClusterBackend backend) {
        this.backend = backend;
        this.stopping = stopping;
        Cluster cluster = backend.cluster();
        CurrentVersion version = new CurrentVersion(cluster.queries());
        this.versionChecks =
                timer.scheduleWithFixedDelay(version::refresh, 0, VERSION_CHECK.toSeconds(), TimeUnit.SECONDS);
        RapiApplication application = new RapiApplication(new RapiApplication.Parts(
                cluster.queries(),
                cluster.jobs(),
                cluster.filters(),
                backend.transfers(),
                version,
                Catalogue.load(),
                this::findObstacle,
                metrics.registry()));
        RouteTable routes = RouteTable.of(RapiApplication.RESOURCES);
        FailedLogins failures = new FailedLogins();
        this.service = new Service(
                ports,
                List.of(
                        new RequestMetricsFilter(metrics.registry()),
                        new LoginDelayFilter(failures, values.certificates(), timer),
                        new AnswerFilter(() -> "Ganeti " + version.get(), ErrorForm.OBJECT, new BodyReader(timer)),
                        new AccessFilter(
                                routes,
                                version,
                                values.users(),
                                values.certificates(),
                                failures,
                                values.refusals(),
                                values.requireAuthentication()),
                        new JsonBodyFilter(values.bodyLimit())),
                new ServletContainer(application));
    }

    /** Opens the service for these ports. */
    static RapiService open(
            Settings settings,
            IntPredicate ports,
            Metrics metrics,
            ScheduledExecutorService timer,
            RefusalLog refusals,
            Stopping stopping,
            Supplier<ClusterBackend> opening) {
        Values values = new Values(
                settings.truth(Setting.RAPI_REQUIRE_AUTHENTICATION),
                settings.number(Setting.RAPI_BODY_LIMIT, 1, LARGEST_BODY),
                new WatchedFile<>(settings.path(Setting.RAPI_USERS), UsersFile::parse, UsersFile.empty()),
                certificates(settings),
                refusals);
        return new RapiService(values, ports, metrics, timer, stopping, opening.get());
    }

    private static CertificateCallers certificates(Settings settings) {
        Supplier<RulesFile> rules = settings.findPath(Setting.ACCESS_RULES)
                .<Supplier<RulesFile>>map(path -> new WatchedFile<>(path, RulesFile::parse, RulesFile.empty()))
                .orElse(RulesFile::empty);
        Supplier<Optional<Authorities>> authorities = settings.findPath(Setting.ACCESS_AUTHORITIES)
                .<Supplier<Optional<Authorities>>>map(path -> new WatchedFile<>(
                        path, (content, warnings) -> Optional.of(Authorities.parse(content)), Optional.empty()))
                .orElse(Optional::empty);
        return new CertificateCallers(rules, authorities);
    }

    Service service() {
        return service;
    }

    /** Starts no more jobs; the stage completes when none runs in this process. */
    CompletionStage<Void> beginStop() {
        return backend.cluster().beginStop();
    }

    private Optional<String> findObstacle() {
        if (stopping.hasBegun()) {
            return Readiness.STOPPING;
        }
        try {
            backend.cluster().probe(PROBE_LIMIT);
            return Optional.empty();
        } catch (ClusterException e) {
            return Optional.of(e.reason().name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void close() {
        versionChecks.cancel(true);
        backend.close();
    }
}
