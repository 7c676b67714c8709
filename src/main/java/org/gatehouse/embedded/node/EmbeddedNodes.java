package org.gatehouse.embedded.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.NodeCalls;

/** All nodes of the embedded cluster, which live in this process, and their threads. Closing ends what they do. */
public final class EmbeddedNodes implements AutoCloseable {
    private static final int MOST_CALLS = 64;

    private final NodeFiles files;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final Map<String, NodeCalls> nodes = new ConcurrentHashMap<>();

    /** Each node gets a directory below {@code directory} for its files. */
    public EmbeddedNodes(Path directory, Clock clock) {
        this.files = new NodeFiles(directory);
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(0, MOST_CALLS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "embedded-node");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The calls of one node. */
    public NodeCalls node(String name) {
        return nodes.computeIfAbsent(name, node -> new EmbeddedNodeCalls(node, files, clock, threads));
    }

    /** Where the file of a node's disk is. */
    public Path place(String node, String path, boolean shared) throws IOException {
        return files.of(node, path, shared);
    }

    /** Makes a disk of so many MiB without a call, for instances that are there from the beginning. */
    public void provideDisk(String node, String path, boolean shared, long mebibytes) throws IOException {
        Path file = files.of(node, path, shared);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(mebibytes << 20);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
