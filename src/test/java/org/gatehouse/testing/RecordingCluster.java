package org.gatehouse.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.opcode.Opcode;

/**
 * A cluster that does nothing but remember what it was asked, in words, and answer as it was told to. Every job gets the next
 * number.
 */
public final class RecordingCluster implements Cluster, JobQueue, Queries, Filters {
    private final AtomicInteger waits = new AtomicInteger();
    private volatile boolean held;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<List<Opcode>> jobs = new CopyOnWriteArrayList<>();
    private volatile List<List<Object>> rows;
    private volatile ClusterException failure;
    private volatile int failingAfter = Integer.MAX_VALUE;
    private volatile String version = "3.0.2";
    private volatile JobChange change = new JobChange(List.of("success"), List.of());
    private final AtomicInteger closedRows = new AtomicInteger();

    /** Every call but submissions and the question for the version, in order, as {@code name argument …}. */
    public List<String> calls() {
        return calls;
    }

    /** Every job submitted. */
    public List<List<Opcode>> submitted() {
        return jobs;
    }

    /** How many lists have been closed by their readers. */
    public int closedRows() {
        return closedRows.get();
    }

    /** What every list holds from now on; until then, or with {@code null}, one row of the text {@code R}. */
    public void rows(List<List<Object>> newRows) {
        rows = newRows;
    }

    /** The release this cluster says it is. */
    public void version(String newVersion) {
        version = newVersion;
    }

    /** The answer to every wait for a job. */
    public void change(JobChange newChange) {
        change = newChange;
    }

    /** Fails every call from now on; {@code null} for none. */
    public void failWith(ClusterException newFailure) {
        failure = newFailure;
    }

    /** Fails lists after this many rows. */
    public void failRowsAfter(int count, ClusterException newFailure) {
        failingAfter = count;
        failure = newFailure;
    }

    private void record(String call) {
        calls.add(call);
        if (failure != null && failingAfter == Integer.MAX_VALUE) {
            throw failure;
        }
    }

    @Override
    public JobId submit(List<Opcode> opcodes) {
        if (failure != null) {
            throw failure;
        }
        jobs.add(opcodes);
        return JobId.of(4710 + jobs.size());
    }

    @Override
    public List<Object> cancel(JobId job) {
        record("cancel " + job.digits());
        return List.of(true, "Dequeued job " + job.digits());
    }

    @Override
    public CompletionStage<Optional<JobChange>> awaitChange(JobWatch watch) {
        record("await " + watch.job().digits() + " " + watch.fields() + " " + watch.previousInfo() + " "
                + watch.previousSerial());
        waits.incrementAndGet();
        return held ? new CompletableFuture<>() : CompletableFuture.supplyAsync(() -> Optional.ofNullable(change));
    }

    /** Jobs do not change from now on. */
    public void hold() {
        held = true;
    }

    /** How often somebody has waited for a job. */
    public int waits() {
        return waits.get();
    }

    @Override
    public Rows list(ItemKind kind, List<String> fields, boolean lock) {
        record("list " + kind + " " + fields + (lock ? " locked" : ""));
        return recorded(rowsOf(fields.size()));
    }

    @Override
    public Optional<List<Object>> find(ItemKind kind, String name, List<String> fields, boolean lock) {
        record("find " + kind + " " + name + " " + fields + (lock ? " locked" : ""));
        return rowsOf(fields.size()).stream().findFirst();
    }

    @Override
    public QueryAnswer query(String what, Object fields, Object filter) {
        record("query " + what + " " + fields + " " + filter);
        return new QueryAnswer(List.of(Map.of("name", "name")), recorded(rowsOf(1)));
    }

    @Override
    public Object queryFields(String what, List<String> names) {
        record("fields " + what + " " + names);
        return Map.of("fields", List.of());
    }

    @Override
    public Map<String, Object> clusterInfo() {
        if (failure != null) {
            throw failure;
        }
        return Map.of("software_version", version);
    }

    @Override
    public List<Object> tags(TagKind kind, String name) {
        record("tags " + kind + " " + name);
        return List.of("a", "b");
    }

    @Override
    public Object replace(String uuid, Object priority, Object predicates, Object action, Object reason) {
        record("filter " + uuid + " " + priority + " " + predicates + " " + action + " " + reason);
        return "fresh-uuid";
    }

    @Override
    public Object delete(String uuid) {
        record("unfilter " + uuid);
        return null;
    }

    private List<List<Object>> rowsOf(int width) {
        return rows == null ? List.of(Collections.nCopies(width, "R")) : rows;
    }

    private Rows recorded(List<List<Object>> content) {
        Iterator<List<Object>> iterator = new ArrayList<>(content).iterator();
        return new Rows() {
            private int count;

            @Override
            public Optional<List<Object>> next() {
                if (count++ >= failingAfter) {
                    throw failure;
                }
                return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
            }

            @Override
            public void close() {
                closedRows.incrementAndGet();
            }
        };
    }

    @Override
    public JobQueue jobs() {
        return this;
    }

    @Override
    public Queries queries() {
        return this;
    }

    @Override
    public Filters filters() {
        return this;
    }

    @Override
    public void probe(Duration limit) {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {}
}
