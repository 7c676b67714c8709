package org.gatehouse.transfer.node;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.transfer.source.SourceTransfers;

/**
 * What the transfers of a node need to be called: its listener's key, the keys of imports, its pulls, and the threads they run
 * on. All nodes of an embedded cluster share one. Closing stops the pulls, which go on when they are ordered again.
 */
public final class TransferNode implements AutoCloseable {
    private static final int MOST_CALLS = 128;

    private final ListenerIdentity listener;
    private final ImportKeys keys;
    private final Pulls pulls;
    private final SourceCalls sources;
    private final Optional<Preparation> preparation;
    private final ThreadPoolExecutor threads;

    /**
     * @param directory of transfers, with {@code tls}, {@code keys} and {@code pulls} below it
     * @param url how clients reach the transfer listener, without a slash at its end
     * @param port of the transfer listener on this machine, if it has one
     * @param node the node's own certificate and key, which local pulls show
     * @param targets the disks that are filled
     * @param transfers that this node gives out
     * @param preparation what gives disks out; without it that is the node's own affair
     */
    public TransferNode(
            Path directory,
            Supplier<String> url,
            OptionalInt port,
            NodePem node,
            TargetDisks targets,
            SourceTransfers transfers,
            Optional<Preparation> preparation) {
        this.listener = new ListenerIdentity(directory.resolve("tls"), url, new ListenerProbe(port));
        this.sources = new SourceCalls(transfers);
        this.preparation = preparation;
        this.threads = new ThreadPoolExecutor(0, MOST_CALLS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "transfer-node");
            thread.setDaemon(true);
            return thread;
        });
        this.keys = new ImportKeys(directory.resolve("keys"), threads);
        this.pulls = new Pulls(keys, node, targets, directory.resolve("pulls"));
    }

    /** The node's calls with those for transfers. */
    public NodeCalls around(String name, NodeCalls calls) {
        return new TransferNodeCalls(name, calls, this);
    }

    ListenerIdentity listener() {
        return listener;
    }

    ImportKeys keys() {
        return keys;
    }

    Pulls pulls() {
        return pulls;
    }

    SourceCalls sources() {
        return sources;
    }

    Optional<Preparation> preparation() {
        return preparation;
    }

    ThreadPoolExecutor threads() {
        return threads;
    }

    @Override
    public void close() {
        pulls.close();
        threads.shutdownNow();
    }
}
