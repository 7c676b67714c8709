package org.gatehouse.app;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.RemoteDisks;

/** Disks of other clusters for jobs that may begin before the transfers, which need the cluster, are there: they wait a while. */
final class LateRemoteDisks implements RemoteDisks {
    private static final long PATIENCE_SECONDS = 30;

    private final CompletableFuture<RemoteDisks> real = new CompletableFuture<>();

    /** From now on it is these. */
    void become(RemoteDisks disks) {
        real.complete(disks);
    }

    private RemoteDisks real() {
        try {
            return real.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ClusterException(ClusterException.Reason.TIMEOUT, "the transfers are not there yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(ClusterException.Reason.TIMEOUT, "the cluster is being closed", e);
        }
    }

    @Override
    public Map<String, Object> prepareExport() {
        return real().prepareExport();
    }

    @Override
    public Errand export(String instance, Map<String, Object> parameters) {
        return real().export(instance, parameters);
    }

    @Override
    public Map<String, Object> prepareImport(Target target) throws InterruptedException {
        return real().prepareImport(target);
    }

    @Override
    public Errand fill(Target target) {
        return real().fill(target);
    }
}
