package org.gatehouse.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.description.Description;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.node.EmbeddedNodes;
import org.gatehouse.embedded.query.EmbeddedQueries;
import org.gatehouse.embedded.queue.EmbeddedFilters;
import org.gatehouse.embedded.queue.EmbeddedJobQueue;
import org.gatehouse.embedded.store.StoreException;
import org.gatehouse.embedded.store.StoreFile;
import org.gatehouse.embedded.store.StoredJobs;
import org.gatehouse.embedded.store.StoredModel;
import org.gatehouse.embedded.work.EmbeddedOperations;
import org.gatehouse.embedded.work.NodeWork;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;

/**
 * A cluster in this process: a model of one, with real jobs and disks that are sparse files, and without virtual machines.
 * It lives in a directory and outlives the process. Owns the job queue, the nodes and the file of the model.
 */
public final class EmbeddedCluster implements Cluster {
    private static final Logger LOG = System.getLogger(EmbeddedCluster.class.getName());
    private static final Duration NODE_SILENCE = Duration.ofSeconds(60);
    private static final Opcode FIRST = Opcode.named("OP_CLUSTER_POST_INIT").with("reason", List.of());

    private final Clock clock = Clock.systemUTC();
    private final StoreFile file;
    private final Model model;
    private final EmbeddedNodes nodes;
    private final Nodes calls;
    private final EmbeddedJobQueue jobs;
    private final Queries queries;
    private final Filters filters;

    /**
     * What is known of a cluster while it is being opened.
     *
     * @param places where the files of the instances' disks are, each on the instance's primary node
     * @param isNode whether a node has this UUID
     */
    public record Inside(DiskPlaces places, Predicate<String> isNode) {}

    /** Puts something around the calls of the nodes. */
    @FunctionalInterface
    public interface Decoration {
        /**
         * What the cluster's own work and everybody else calls instead of a node. It is asked for at every call, also while
         * the cluster is being opened, and must return at once.
         *
         * @param node the node's name
         * @param calls the node's own
         */
        NodeCalls around(String node, NodeCalls calls);
    }

    private EmbeddedCluster(StoreFile file, Path disks, Function<Inside, Decoration> decorator, RemoteDisks remote) {
        Catalogue catalogue = Catalogue.load();
        this.file = file;
        this.model = Model.open(new StoredModel(file), clock);
        this.nodes = new EmbeddedNodes(disks, clock);
        Decoration decoration = decorator.apply(new Inside(
                new EmbeddedDiskPlaces(model, nodes),
                uuid -> model.nodes().find(uuid).isPresent()));
        this.calls = name -> decoration.around(name, nodes.node(name));
        this.jobs = new EmbeddedJobQueue(
                new StoredJobs(file),
                new EmbeddedOperations(
                        model, new NodeWork(calls::node, NODE_SILENCE), catalogue, GanetiVersion.BASELINE, remote),
                catalogue,
                () -> model.filters().all(),
                () -> (int) model.cluster().number("max_running_jobs"),
                clock);
        this.queries = new EmbeddedQueries(model, jobs.view(), jobs::locks);
        this.filters = new EmbeddedFilters(model, jobs::lastId, jobs::schedule, clock);
    }

    /**
     * Opens the cluster that is in {@code directory}. If there is none, a new one is made, as {@code description} says or as
     * usual. Fails with {@link StoreException} if that cannot be opened, with
     * {@link org.gatehouse.embedded.description.DescriptionException} if the description is wrong.
     */
    public static EmbeddedCluster open(Path directory, Optional<Path> description) {
        return open(
                directory,
                description,
                inside -> (node, calls) -> calls,
                RemoteDisks.none("this cluster has no transfers"));
    }

    /** The same, with something around the nodes' calls, and with what exchanges disks with other clusters. */
    public static EmbeddedCluster open(
            Path directory, Optional<Path> description, Function<Inside, Decoration> decorator, RemoteDisks remote) {
        Path disks = directory.resolve("nodes");
        if (Files.exists(disks) && !Files.isWritable(disks)) {
            throw new StoreException(disks + " cannot be written by the user " + System.getProperty("user.name"));
        }
        StoreFile file = StoreFile.open(directory.resolve("cluster.db"));
        try {
            EmbeddedCluster cluster = new EmbeddedCluster(file, disks, decorator, remote);
            try {
                cluster.start(description);
            } catch (RuntimeException e) {
                cluster.jobs.close();
                cluster.nodes.close();
                throw e;
            }
            LOG.log(
                    Level.INFO,
                    "the embedded cluster {0} has {1} nodes and {2} instances; there are no virtual machines",
                    cluster.model.cluster().name(),
                    cluster.model.nodes().size(),
                    cluster.model.instances().size());
            return cluster;
        } catch (ClusterException e) {
            file.close();
            throw new StoreException("cannot open the embedded cluster in " + directory + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void start(Optional<Path> description) {
        if (model.isEmpty()) {
            List<Item> items = description
                    .map(Description::read)
                    .orElseGet(Description::usual)
                    .make();
            provideDisks(items);
            model.change(edit -> items.forEach(edit::put));
        }
        jobs.start();
        if (jobs.lastId() == 0) {
            jobs.submit(List.of(FIRST));
        }
    }

    /** Nodes come before their instances. */
    private void provideDisks(List<Item> items) {
        Map<String, String> names = new HashMap<>();
        for (Item item : items) {
            if (item instanceof Node node) {
                names.put(node.uuid(), node.name());
            } else if (item instanceof Instance instance) {
                String node = names.get(instance.primaryNode());
                instance.disks().forEach(disk -> provideDisk(node, disk));
            }
        }
    }

    private void provideDisk(String node, Disk disk) {
        String path = (String) disk.logicalId().get(1);
        try {
            nodes.provideDisk(node, path, disk.devType().equals("sharedfile"), disk.size());
        } catch (IOException e) {
            throw new StoreException("cannot make the disk " + path + " of the node " + node + ": " + e, e);
        }
    }

    @Override
    public JobQueue jobs() {
        return jobs;
    }

    @Override
    public Queries queries() {
        return queries;
    }

    @Override
    public Filters filters() {
        return filters;
    }

    /** The private OS parameters of instances. */
    public PrivateOsParameters osparamsPrivate() {
        return new EmbeddedOsParameters(model);
    }

    /** The nodes, as they were decorated. */
    public Nodes nodes() {
        return calls;
    }

    @Override
    public void probe(Duration limit) {
        file.check();
    }

    @Override
    public CompletionStage<Void> beginStop() {
        return jobs.beginStop();
    }

    @Override
    public void close() {
        jobs.close();
        nodes.close();
        file.close();
    }
}
