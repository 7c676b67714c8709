package org.gatehouse.remote;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCalls;

/**
 * The nodes of a cluster, called over HTTPS. Connections are kept and used again. The PEM files are read again when they
 * change. Owns a few threads, on which listeners are told. Any thread may call.
 */
public final class RemoteNodes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RemoteNodes.class.getName());
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int MOST = 1024;
    private static final int THREADS = 4;

    private final NodeFiles files;
    private final MethodLimits limits = MethodLimits.load();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, daemons("gatehouse-remote-calls"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, daemons("gatehouse-remote-timer"));
    private final Semaphore places = new Semaphore(MOST);
    private final Set<RemoteCall> calls = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private String stamp;
    private HttpClient client;
    private volatile boolean closed;

    /** Reads the files when there is something to call. */
    public RemoteNodes(NodeFiles files) {
        this.files = files;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A node that is asked for feedback; one that knows of none is understood as well. Closing it closes nothing else. */
    public NodeCalls node(String host, int port, FeedbackWish wish) {
        return new RemoteNodeCalls(this, host, port, wish);
    }

    /** A node that is asked for the answer alone. Closing it closes nothing else. */
    public NodeCalls plainNode(String host, int port) {
        return new RemoteNodeCalls(this, host, port, null);
    }

    /** Fails the calls that are under way, and ends the threads. */
    @Override
    public void close() {
        closed = true;
        new ArrayList<>(calls).forEach(RemoteCall::abandon);
        timer.shutdownNow();
        lock.lock();
        try {
            discard(client);
            client = null;
        } finally {
            lock.unlock();
        }
        workers.shutdown();
    }

    MethodLimits limits() {
        return limits;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Counts a call in; {@link #ended} counts it out. */
    void begin(RemoteCall call) throws NodeCallException {
        if (!places.tryAcquire()) {
            throw new NodeCallException(Reason.BUSY, MOST + " calls are under way already; try again later", null);
        }
        calls.add(call);
    }

    void ended(RemoteCall call) {
        if (calls.remove(call)) {
            places.release();
        }
    }

    /** A client with the certificates of now. Files that are just being replaced leave the last one in use. */
    HttpClient client() throws NodeCallException {
        lock.lock();
        try {
            if (closed) {
                throw new NodeCallException(Reason.UNREACHABLE, "Gatehouse is stopping", null);
            }
            String now = files.stamp();
            if (client == null || !now.equals(stamp)) {
                renew(now);
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void renew(String now) throws NodeCallException {
        try {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(CONNECT_LIMIT)
                    .sslContext(NodeTls.context(files))
                    .executor(workers)
                    .build();
            stamp = now;
        } catch (IOException | GeneralSecurityException e) {
            // Most of these exceptions say the path and nothing else, so the class says more.
            String why = e.getClass().getSimpleName() + ": " + e.getMessage();
            if (client == null) {
                throw new NodeCallException(
                        Reason.UNREACHABLE, "the certificate to call with cannot be used: " + why, e);
            }
            LOG.log(Level.WARNING, "the renewed certificates cannot be used yet: {0}", why);
        }
    }

    /** Where the JDK can close a client (21 and later), it is closed; before, it ends when nobody refers to it. */
    private static void discard(HttpClient client) {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.log(Level.DEBUG, "closing failed", e);
            }
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
