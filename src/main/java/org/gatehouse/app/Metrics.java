package org.gatehouse.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;
import org.gatehouse.luxi.LuxiCluster;
import org.gatehouse.noderpc.Calls;
import org.gatehouse.transfer.source.TransferSource;

/** The registry of all that is measured, with the numbers that are read from elsewhere: the cluster's connections, the JVM. */
final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The same cluster, its numbers now among the metrics. */
    LuxiCluster watching(LuxiCluster cluster) {
        gauge(
                "gatehouse.luxi.connections.open",
                "Connections to luxid",
                cluster,
                c -> c.numbers().open());
        gauge(
                "gatehouse.luxi.connections.used",
                "Connections in use",
                cluster,
                c -> c.numbers().inUse());
        gauge(
                "gatehouse.luxi.waiting",
                "Callers waiting for a connection",
                cluster,
                c -> c.numbers().waiting());
        gauge(
                "gatehouse.luxi.watches",
                "Job waits under way",
                cluster,
                c -> c.numbers().watches());
        counter(
                "gatehouse.luxi.calls",
                "Calls to luxid",
                cluster,
                c -> c.numbers().calls());
        counter(
                "gatehouse.luxi.failures",
                "Calls to luxid that failed",
                cluster,
                c -> c.numbers().failures());
        return cluster;
    }

    /** The same calls, their numbers now among the metrics. */
    Calls watching(Calls calls) {
        Gauge.builder("gatehouse.node.calls", calls, Calls::running)
                .description("Node calls under way")
                .register(registry);
        Gauge.builder("gatehouse.node.streams", calls, Calls::streams)
                .description("Streams of feedback under way")
                .register(registry);
        return calls;
    }

    /** The same source, its numbers now among the metrics. */
    TransferSource watching(TransferSource source) {
        Gauge.builder("gatehouse.transfer.downloads", source, TransferSource::downloads)
                .description("Downloads of disks under way")
                .register(registry);
        return source;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    private void gauge(String name, String description, LuxiCluster cluster, ToDoubleFunction<LuxiCluster> value) {
        Gauge.builder(name, cluster, value).description(description).register(registry);
    }

    private void counter(String name, String description, LuxiCluster cluster, ToDoubleFunction<LuxiCluster> value) {
        FunctionCounter.builder(name, cluster, value).description(description).register(registry);
    }

    @Override
    public void close() {
        registry.close();
    }
}
