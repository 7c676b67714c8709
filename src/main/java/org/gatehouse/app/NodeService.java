package org.gatehouse.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.gatehouse.access.CandidateFilter;
import org.gatehouse.access.Candidates;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.access.RouteTable;
import org.gatehouse.http.AnswerFilter;
import org.gatehouse.http.BodyHidingFilter;
import org.gatehouse.http.BodyReader;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.Service;
import org.gatehouse.http.Stopping;
import org.gatehouse.noderpc.Calls;
import org.gatehouse.ops.Readiness;
import org.gatehouse.ops.RequestMetricsFilter;
import org.glassfish.jersey.servlet.ServletContainer;

/** Node calls: owns the way to the node's operations. */
final class NodeService implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 30;

    private final NodeBackend backend;
    private final Calls calls;
    private final Service service;

    private NodeService(NodeBackend backend, Calls calls, Service service) {
        this.backend = backend;
        this.calls = calls;
        this.service = service;
    }

    /** Opens the service for this port. */
    static NodeService open(
            Settings settings,
            int port,
            Metrics metrics,
            ScheduledExecutorService timer,
            RefusalLog refusals,
            Stopping stopping,
            Supplier<NodeBackend> opening) {
        int bodyLimit = settings.number(Setting.NODE_BODY_LIMIT, 1, LARGEST_BODY);
        Path list = settings.path(Setting.NODE_CANDIDATES);
        Path certificate = settings.path(Setting.NODE_SERVER_CERTIFICATE);

        NodeBackend backend = opening.get();
        Calls calls = metrics.watching(new Calls(backend.calls(), bodyLimit, timer));
        Readiness readiness = backend.readiness().unless(stopping::hasBegun);
        RouteTable routes = RouteTable.of(NodeApplication.RESOURCES);
        Service service = new Service(
                local -> local == port,
                List.of(
                        new RequestMetricsFilter(metrics.registry()),
                        new AnswerFilter(
                                () -> "Ganeti " + backend.release().get(), ErrorForm.LINE, new BodyReader(timer)),
                        new CandidateFilter(routes, new Candidates(list, certificate), refusals),
                        new BodyHidingFilter()),
                new ServletContainer(new NodeApplication(calls, readiness, metrics.registry())));
        return new NodeService(backend, calls, service);
    }

    Service service() {
        return service;
    }

    /** Fails the calls under way, so that their callers get an answer; the calls themselves go on at the node. */
    void endCalls() {
        backend.calls().close();
    }

    /** Fails the calls under way, so that their callers hear of it while there is somebody to tell them. */
    @Override
    public void close() {
        backend.calls().close();
        calls.close();
    }
}
