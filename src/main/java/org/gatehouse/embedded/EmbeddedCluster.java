package org.gatehouse.embedded;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.Queries;
import org.gatehouse.embedded.description.Description;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Model;
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

/**
 * A cluster in this process: a model of one, with real jobs and disks that are sparse files, and without virtual machines.
 * It lives in a directory and outlives the process. Owns the job queue, the nodes and the file of the model.
 */
public final class EmbeddedCluster implements Cluster {
    private static final Duration NODE_SILENCE = Duration.ofSeconds(60);

    private final StoreFile file;
    private final EmbeddedNodes nodes;
    private final EmbeddedJobQueue jobs;
    private final Queries queries;
    private final Filters filters;

    private EmbeddedCluster(StoreFile file, Model model, Path disks) {
        Clock clock = Clock.systemUTC();
        Catalogue catalogue = Catalogue.load();
        this.file = file;
        this.nodes = new EmbeddedNodes(disks, clock);
        this.jobs = new EmbeddedJobQueue(
                new StoredJobs(file),
                new EmbeddedOperations(
                        model, new NodeWork(nodes::node, NODE_SILENCE), catalogue, GanetiVersion.BASELINE),
                catalogue,
                () -> model.filters().all(),
                () -> (int) model.cluster().number("max_running_jobs"),
                clock);
        this.queries = new EmbeddedQueries(model, jobs.view(), jobs::locks);
        this.filters = new EmbeddedFilters(model, jobs::lastId, jobs::schedule, clock);
    }

    /**
     * Opens the cluster that is in {@code directory}. If there is none, a new one is made, as {@code description} says or as
     * usual. Fails with {@link org.gatehouse.embedded.store.StoreException} if that is in use or damaged, and with
     * {@link org.gatehouse.embedded.description.DescriptionException}.
     */
    public static EmbeddedCluster open(Path directory, Optional<Path> description) {
        StoreFile file = StoreFile.open(directory.resolve("cluster.db"));
        try {
            Model model = Model.open(new StoredModel(file), Clock.systemUTC());
            if (model.isEmpty()) {
                List<Item> items = description
                        .map(Description::read)
                        .orElseGet(Description::usual)
                        .make();
                model.change(edit -> items.forEach(edit::put));
            }
            EmbeddedCluster cluster = new EmbeddedCluster(file, model, directory.resolve("nodes"));
            cluster.jobs.start();
            return cluster;
        } catch (RuntimeException e) {
            file.close();
            throw e;
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

    @Override
    public void probe(Duration limit) {
        try {
            file.check();
        } catch (StoreException e) {
            throw new ClusterException(ClusterException.Reason.BROKEN_ANSWER, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        jobs.close();
        nodes.close();
        file.close();
    }
}
