package org.gatehouse.app;

import java.util.Set;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.ops.HealthResource;
import org.gatehouse.ops.Readiness;
import org.gatehouse.transfer.source.TransferResource;
import org.gatehouse.transfer.source.TransferSource;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;

/** The JAX-RS application of disk transfers: which resources there are, and what they are given to work with. */
final class TransferApplication extends ResourceConfig {
    /** Every class with resource methods. */
    static final Set<Class<?>> RESOURCES = Set.of(TransferResource.class, HealthResource.class);

    TransferApplication(TransferSource source, Readiness readiness) {
        JerseySettings.apply(this, RESOURCES, ErrorForm.LINE);
        register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(source).to(TransferSource.class);
                bind(readiness).to(Readiness.class);
            }
        });
    }
}
