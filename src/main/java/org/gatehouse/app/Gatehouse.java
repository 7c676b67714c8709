package org.gatehouse.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.gatehouse.access.AccessFilter;
import org.gatehouse.access.RouteTable;
import org.gatehouse.access.RulesFile;
import org.gatehouse.access.UsersFile;
import org.gatehouse.access.WatchedFile;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.http.AnswerFilter;
import org.gatehouse.http.BreakOffServlet;
import org.gatehouse.http.JsonBodyFilter;
import org.gatehouse.http.ListenerFilter;
import org.gatehouse.luxi.LuxiCluster;
import org.gatehouse.luxi.LuxiSettings;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.ops.RequestMetricsFilter;
import org.glassfish.jersey.servlet.ServletContainer;

/** The running application: owns everything that has to be closed, and puts filters and servlets into the container. */
final class Gatehouse implements AutoCloseable {
    private static final Duration VERSION_CHECK = Duration.ofSeconds(15);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final int LARGEST_BODY = 1 << 30;

    private final Cluster cluster;
    private final CurrentVersion version;
    private final Metrics metrics;
    private final ScheduledExecutorService timer;
    private final ScheduledFuture<?> versionChecks;

    private Gatehouse(Cluster cluster, Metrics metrics) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.version = new CurrentVersion(cluster.queries());
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gatehouse-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.versionChecks =
                timer.scheduleWithFixedDelay(version::refresh, 0, VERSION_CHECK.toSeconds(), TimeUnit.SECONDS);
    }

    /** Starts the application in front of the cluster that the settings name. */
    static Gatehouse start(Settings settings, ServletContext context) {
        if (settings.word(Setting.CLUSTER, List.of("luxi", "embedded")).equals("embedded")) {
            throw new SettingsException(
                    "the setting 'cluster' says 'embedded': this version has no embedded cluster yet; "
                            + "say 'luxi' and run it on a Ganeti master");
        }
        LuxiSettings luxi = luxiSettings(settings);
        return start(settings, context, metrics -> metrics.watching(new LuxiCluster(luxi)));
    }

    /** Starts the application in a container that has not yet finished starting, in front of a cluster that it will own. */
    static Gatehouse start(Settings settings, ServletContext context, Function<Metrics, Cluster> opening) {
        // Every setting is read before anything is opened, so that a bad value leaves nothing behind.
        IntPredicate ports = ports(settings);
        boolean requireAuthentication = settings.truth(Setting.RAPI_REQUIRE_AUTHENTICATION);
        int bodyLimit = settings.number(Setting.RAPI_BODY_LIMIT, 1, LARGEST_BODY);
        WatchedFile<UsersFile> users =
                new WatchedFile<>(settings.path(Setting.RAPI_USERS), UsersFile::parse, UsersFile.empty());
        Supplier<RulesFile> rules = settings.findPath(Setting.ACCESS_RULES)
                .<Supplier<RulesFile>>map(path -> new WatchedFile<>(path, RulesFile::parse, RulesFile.empty()))
                .orElse(RulesFile::empty);

        Metrics metrics = new Metrics();
        Gatehouse gatehouse = new Gatehouse(opening.apply(metrics), metrics);
        RouteTable routes = RouteTable.of(GatehouseApplication.RESOURCES);
        addFilter(context, "metrics", new RequestMetricsFilter(metrics.registry()));
        addFilter(context, "answer", new AnswerFilter(() -> "Ganeti " + gatehouse.version.get()));
        addFilter(context, "listener", new ListenerFilter(ports));
        addFilter(context, "access", new AccessFilter(routes, gatehouse.version, users, rules, requireAuthentication));
        addFilter(context, "body", new JsonBodyFilter(bodyLimit));
        addServlet(context, "rapi", new ServletContainer(gatehouse.application()), "/*");
        addServlet(context, "break-off", new BreakOffServlet(), BreakOffServlet.PATH);
        return gatehouse;
    }

    private GatehouseApplication application() {
        return new GatehouseApplication(new GatehouseApplication.Parts(
                cluster.queries(),
                cluster.jobs(),
                cluster.filters(),
                version,
                Catalogue.load(),
                () -> cluster.probe(PROBE_LIMIT),
                metrics.registry()));
    }

    private static LuxiSettings luxiSettings(Settings settings) {
        return new LuxiSettings(
                settings.path(Setting.LUXI_SOCKET),
                settings.path(Setting.LUXI_MASTER_FILE),
                settings.duration(Setting.LUXI_CONNECT_LIMIT),
                settings.duration(Setting.LUXI_CALL_LIMIT),
                settings.number(Setting.LUXI_CONNECTIONS, 1, 1000),
                settings.number(Setting.LUXI_WAITING, 0, 10_000),
                settings.number(Setting.LUXI_WATCHES, 1, 20_000));
    }

    /** RAPI answers on its own listener; where that is not known, on all that are not another service's. */
    private static IntPredicate ports(Settings settings) {
        OptionalInt rapi = settings.findPort(Setting.RAPI_PORT);
        OptionalInt node = settings.findPort(Setting.NODE_PORT);
        OptionalInt transfer = settings.findPort(Setting.TRANSFER_PORT);
        return rapi.isPresent()
                ? port -> port == rapi.getAsInt()
                : port -> port != node.orElse(0) && port != transfer.orElse(0);
    }

    private static void addFilter(ServletContext context, String name, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static void addServlet(ServletContext context, String name, Servlet servlet, String path) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(path);
    }

    @Override
    public void close() {
        versionChecks.cancel(true);
        timer.shutdownNow();
        cluster.close();
        metrics.close();
    }
}
