package org.gatehouse.app;

import java.util.Set;
import org.gatehouse.http.AnswerHandover;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.FailureMapper;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** What all services want of JAX-RS: their resources found, answers and failures handed over, and nothing beyond. */
final class JerseySettings {
    private JerseySettings() {}

    static void apply(ResourceConfig application, Set<Class<?>> resources, ErrorForm errors) {
        application.registerClasses(resources);
        application.register(AnswerHandover.class);
        application.register(new FailureMapper(errors));
        application.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        application.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        application.property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        // Writers for XML and images, which would want libraries that are not here.
        application.property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL");
    }
}
