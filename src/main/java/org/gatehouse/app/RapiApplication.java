package org.gatehouse.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.ops.HealthResource;
import org.gatehouse.ops.MetricsResource;
import org.gatehouse.ops.Readiness;
import org.gatehouse.rapi.ClusterResource;
import org.gatehouse.rapi.ClusterVersion;
import org.gatehouse.rapi.FeaturesResource;
import org.gatehouse.rapi.FilterResource;
import org.gatehouse.rapi.FiltersResource;
import org.gatehouse.rapi.GroupResource;
import org.gatehouse.rapi.GroupsResource;
import org.gatehouse.rapi.InstanceDisksResource;
import org.gatehouse.rapi.InstanceLifeResource;
import org.gatehouse.rapi.InstanceResource;
import org.gatehouse.rapi.InstancesResource;
import org.gatehouse.rapi.JobOutcome;
import org.gatehouse.rapi.JobResource;
import org.gatehouse.rapi.Jobs;
import org.gatehouse.rapi.JobsResource;
import org.gatehouse.rapi.MultiAllocResource;
import org.gatehouse.rapi.NetworkResource;
import org.gatehouse.rapi.NetworksResource;
import org.gatehouse.rapi.NodeResource;
import org.gatehouse.rapi.NodeRoleResource;
import org.gatehouse.rapi.NodeStorageResource;
import org.gatehouse.rapi.NodesResource;
import org.gatehouse.rapi.OsResource;
import org.gatehouse.rapi.OwnFeatures;
import org.gatehouse.rapi.QueryResource;
import org.gatehouse.rapi.RootResource;
import org.gatehouse.rapi.Tags;
import org.gatehouse.rapi.TagsResource;
import org.gatehouse.transfer.service.InstanceTransfersResource;
import org.gatehouse.transfer.service.Transfers;
import org.gatehouse.transfer.service.TransfersResource;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;

/** The JAX-RS application of the Remote API: which resources there are, and what they are given to work with. */
final class RapiApplication extends ResourceConfig {
    private static final List<String> TRANSFERS = List.of("transfers-v2");

    /** Every class with resource methods. */
    static final Set<Class<?>> RESOURCES = Set.of(
            RootResource.class,
            FeaturesResource.class,
            ClusterResource.class,
            TagsResource.class,
            OsResource.class,
            NodesResource.class,
            NodeResource.class,
            NodeRoleResource.class,
            NodeStorageResource.class,
            InstancesResource.class,
            InstanceResource.class,
            InstanceLifeResource.class,
            InstanceDisksResource.class,
            MultiAllocResource.class,
            NetworksResource.class,
            NetworkResource.class,
            GroupsResource.class,
            GroupResource.class,
            JobsResource.class,
            JobResource.class,
            QueryResource.class,
            FiltersResource.class,
            FilterResource.class,
            TransfersResource.class,
            InstanceTransfersResource.class,
            HealthResource.class,
            MetricsResource.class);

    /** What the resources work with. */
    record Parts(
            Queries queries,
            JobQueue jobs,
            Filters filters,
            Transfers transfers,
            ClusterVersion version,
            Catalogue catalogue,
            Readiness readiness,
            PrometheusMeterRegistry metrics) {}

    RapiApplication(Parts parts) {
        JerseySettings.apply(this, RESOURCES, ErrorForm.OBJECT);
        register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(parts.queries()).to(Queries.class);
                bind(parts.jobs()).to(JobQueue.class);
                bind(parts.filters()).to(Filters.class);
                bind(parts.transfers()).to(Transfers.class);
                bind((OwnFeatures) () -> parts.transfers().served() ? TRANSFERS : List.of())
                        .to(OwnFeatures.class);
                bind(parts.version()).to(ClusterVersion.class);
                bind(parts.catalogue()).to(Catalogue.class);
                bind(parts.readiness()).to(Readiness.class);
                bind(parts.metrics()).to(PrometheusMeterRegistry.class);
                bind(Jobs.class).to(Jobs.class).in(Singleton.class);
                bind(JobOutcome.class).to(JobOutcome.class).in(Singleton.class);
                bind(Tags.class).to(Tags.class).in(Singleton.class);
            }
        });
    }
}
