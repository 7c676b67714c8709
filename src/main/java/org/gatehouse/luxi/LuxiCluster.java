package org.gatehouse.luxi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.Queries;

/**
 * A real Ganeti cluster, spoken to through luxid's socket on its master node. Connects when first asked something, and again
 * after luxid was away. Owns connections and three threads until closed; any thread may call.
 */
public final class LuxiCluster implements Cluster {
    private final ScheduledThreadPoolExecutor executor;
    private final ScheduledFuture<?> sweeping;
    private final ConnectionPool pool;
    private final LuxiWatches watches;
    private final LuxiClient client;
    private final CallCounter counter = new CallCounter();
    private final JobQueue jobs;
    private final Queries queries;
    private final Filters filters;

    /** Starts the threads; does not connect yet. */
    public LuxiCluster(LuxiSettings settings) {
        AtomicInteger number = new AtomicInteger();
        executor = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "gatehouse-luxi-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        Connector connector = new Connector(settings);
        pool = new ConnectionPool(connector, settings.connections(), settings.waiting(), ConnectionPool.IDLE_LIMIT);
        sweeping = executor.scheduleWithFixedDelay(pool::sweep, 10, 10, TimeUnit.SECONDS);
        watches = new LuxiWatches(settings, connector, executor, counter);
        client = new LuxiClient(pool, settings.callLimit(), counter);
        jobs = new LuxiJobQueue(client, watches, settings.callLimit());
        queries = new LuxiQueries(client, settings.callLimit());
        filters = new LuxiFilters(client, settings.callLimit());
    }

    /**
     * The job queue. What waits for a change completes on a small executor of this object, which must not be held up: do
     * longer work elsewhere.
     */
    @Override
    public JobQueue jobs() {
        return jobs;
    }

    /** What can be read. */
    @Override
    public Queries queries() {
        return queries;
    }

    /** The job queue's filter rules. */
    @Override
    public Filters filters() {
        return filters;
    }

    /** Returns when luxid has answered a small question; throws {@link org.gatehouse.cluster.ClusterException} if not. */
    @Override
    public void probe(Duration limit) {
        List<Object> args = List.of(List.of("master_node"));
        Shapes.list(client.fetch(new LuxiRequest("QueryConfigValues", args, false, limit)), "the result");
    }

    /** What is going on, each number true at about the same time. */
    public LuxiNumbers numbers() {
        return new LuxiNumbers(
                pool.open(), pool.inUse(), pool.waiting(), watches.parked(), counter.calls(), counter.failures());
    }

    /** Fails all watches, closes idle connections now and those in use when their calls end, and ends the threads. */
    @Override
    public void close() {
        sweeping.cancel(false);
        watches.close();
        pool.close();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
