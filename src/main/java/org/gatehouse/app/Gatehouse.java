package org.gatehouse.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.http.AnswerWriters;
import org.gatehouse.http.BreakOffServlet;
import org.gatehouse.http.ContinuationServlet;
import org.gatehouse.http.ListenerFilter;
import org.gatehouse.http.Service;
import org.gatehouse.http.Stopping;
import org.gatehouse.transfer.node.TransferNode;

/** The running application: owns everything that has to be closed, and puts the services into the container. */
final class Gatehouse implements AutoCloseable {
    /** How long a reader may take nothing of an answer. */
    private static final Duration READER_LIMIT = Duration.ofSeconds(30);

    private static final int MOST_LISTS = 10_000;
    /** Attributes of the servlet context by which the container's side knows how to stop the application in order. */
    static final String STOP_TIMEOUT = "org.gatehouse.stop.timeout";

    static final String STOP_BEGIN = "org.gatehouse.stop.begin";

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Metrics metrics = new Metrics();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gatehouse-timer");
        thread.setDaemon(true);
        return thread;
    });
    private final RefusalLog refusals = new RefusalLog(timer);
    private final Stopping stopping = new Stopping();
    private Optional<RapiService> rapi = Optional.empty();
    private Optional<NodeService> node = Optional.empty();
    private Optional<TransferService> transfer = Optional.empty();

    private final AnswerWriters answers;

    private Gatehouse(Settings settings) {
        answers = new AnswerWriters(
                timer,
                READER_LIMIT,
                settings.number(Setting.LISTS_PER_CALLER, 1, MOST_LISTS),
                settings.number(Setting.LISTS_PER_CONNECTION, 1, MOST_LISTS));
    }

    /** Starts the application with the back ends that the settings name. */
    static Gatehouse start(Settings settings, ServletContext context) {
        return start(settings, context, new RealBackends(settings));
    }

    /** Starts the application in a container that has not yet finished starting, with back ends that it will own. */
    static Gatehouse start(Settings settings, ServletContext context, Backends backends) {
        Duration timeout = settings.duration(Setting.STOP_TIMEOUT);
        Gatehouse gatehouse = new Gatehouse(settings);
        try {
            gatehouse.open(settings, context.getContextPath(), backends);
        } catch (RuntimeException e) {
            gatehouse.close();
            throw e;
        }
        gatehouse.putInto(context);
        gatehouse.offerStop(timeout, context);
        return gatehouse;
    }

    private void open(Settings settings, String contextPath, Backends backends) {
        OptionalInt rapiPort = settings.findPort(Setting.RAPI_PORT);
        OptionalInt nodePort = settings.findPort(Setting.NODE_PORT);
        OptionalInt transferPort = settings.findPort(Setting.TRANSFER_PORT);
        if (nodePort.isPresent() && !contextPath.isEmpty()) {
            throw new SettingsException(
                    "the application is deployed at " + contextPath + ", where Ganeti's node calls do"
                            + " not go: deploy it at /, or leave " + Setting.NODE_PORT.key() + " empty");
        }
        if (transferPort.isPresent()) {
            transfer = Optional.of(TransferService.open(
                    settings,
                    transferPort.getAsInt(),
                    contextPath,
                    metrics,
                    timer,
                    refusals,
                    stopping,
                    backends::transfers));
        }
        Optional<TransferNode> transfers = transfer.map(TransferService::node);
        // A node that is no master has no luxid, so the Remote API is not opened beside another service unless it is
        // asked for.
        boolean alone = nodePort.isEmpty() && transferPort.isEmpty();
        if (rapiPort.isPresent() || alone) {
            IntPredicate ports = port -> rapiPort.isEmpty() || port == rapiPort.getAsInt();
            rapi = Optional.of(RapiService.open(
                    settings, ports, metrics, timer, refusals, stopping, () -> backends.cluster(metrics, transfers)));
        }
        if (nodePort.isPresent()) {
            node = Optional.of(NodeService.open(
                    settings,
                    nodePort.getAsInt(),
                    metrics,
                    timer,
                    refusals,
                    stopping,
                    () -> node(backends, transfers)));
        }
    }

    /** The node's calls, with those of transfers where there are any. */
    private static NodeBackend node(Backends backends, Optional<TransferNode> transfers) {
        NodeBackend plain = backends.node();
        return transfers
                .map(all -> new NodeBackend(all.around("node", plain.calls()), plain.release(), plain.readiness()))
                .orElse(plain);
    }

    private void putInto(ServletContext context) {
        answers.serve(context);
        List<Service> services = new ArrayList<>();
        rapi.map(RapiService::service).ifPresent(service -> {
            services.add(service);
            addServlet(context, "rapi", service.servlet());
        });
        node.map(NodeService::service).ifPresent(service -> {
            services.add(service);
            addServlet(context, "node", service.servlet());
        });
        transfer.map(TransferService::service).ifPresent(service -> {
            services.add(service);
            addServlet(context, "transfer", service.servlet());
        });
        FilterRegistration.Dynamic listeners = context.addFilter("listeners", new ListenerFilter(services, stopping));
        listeners.setAsyncSupported(true);
        listeners.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        addServlet(context, "break-off", new BreakOffServlet()).addMapping(BreakOffServlet.MAPPING);
        addServlet(context, "continuation", new ContinuationServlet()).addMapping(ContinuationServlet.MAPPING);
    }

    private void offerStop(Duration timeout, ServletContext context) {
        context.setAttribute(STOP_TIMEOUT, timeout);
        context.setAttribute(STOP_BEGIN, (Supplier<CompletionStage<?>>) () -> beginStop(timeout));
    }

    /**
     * Ends what can be ended in order while requests are still answered: waits and downloads at once, node calls and everything else that
     * is waited for when two thirds of the time are over. The stage completes when no job runs in this process.
     */
    private CompletionStage<?> beginStop(Duration timeout) {
        stopping.begin();
        transfer.ifPresent(TransferService::beginStop);
        var unused = timer.schedule(this::lastCall, timeout.toMillis() * 2 / 3, TimeUnit.MILLISECONDS);
        return rapi.<CompletionStage<?>>map(RapiService::beginStop)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private void lastCall() {
        node.ifPresent(NodeService::endCalls);
        stopping.lastCall();
    }

    /** The container initialises and destroys the servlet; the services' own need no mapping, since their chains lead to them. */
    private static ServletRegistration.Dynamic addServlet(ServletContext context, String name, Servlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Override
    public void close() {
        // What calls the nodes goes before what they call.
        rapi.ifPresent(RapiService::close);
        node.ifPresent(NodeService::close);
        transfer.ifPresent(TransferService::close);
        answers.close();
        timer.shutdownNow();
        refusals.close();
        metrics.close();
        OwnThreads.awaitEnd(CLOSING);
    }
}
