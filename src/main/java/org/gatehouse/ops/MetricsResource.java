package org.gatehouse.ops;

import static org.gatehouse.access.Permission.METRICS_READ;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.gatehouse.access.HeadAndOptions;
import org.gatehouse.access.Requires;
import org.gatehouse.http.TextAnswer;

/** {@code /metrics}: numbers about requests, the cluster's connections and the JVM, in Prometheus' text format. */
@HeadAndOptions
@Path("/metrics")
public final class MetricsResource {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    @Inject
    MetricsResource(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Everything measured. */
    @GET
    @Requires(METRICS_READ)
    public TextAnswer metrics() {
        return new TextAnswer(TEXT_FORMAT, registry.scrape());
    }
}
