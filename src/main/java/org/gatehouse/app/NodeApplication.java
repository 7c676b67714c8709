package org.gatehouse.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.noderpc.Calls;
import org.gatehouse.noderpc.CallsResource;
import org.gatehouse.noderpc.NodeCallResource;
import org.gatehouse.ops.HealthResource;
import org.gatehouse.ops.MetricsResource;
import org.gatehouse.ops.Readiness;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;

/** The JAX-RS application of node calls: which resources there are, and what they are given to work with. */
final class NodeApplication extends ResourceConfig {
    /** Every class with resource methods. */
    static final Set<Class<?>> RESOURCES =
            Set.of(NodeCallResource.class, CallsResource.class, HealthResource.class, MetricsResource.class);

    NodeApplication(Calls calls, Readiness readiness, PrometheusMeterRegistry metrics) {
        JerseySettings.apply(this, RESOURCES, ErrorForm.LINE);
        register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(calls).to(Calls.class);
                bind(readiness).to(Readiness.class);
                bind(metrics).to(PrometheusMeterRegistry.class);
            }
        });
    }
}
