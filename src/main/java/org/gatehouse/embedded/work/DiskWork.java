package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.Progress;

/** What is done to the disks' files, with its lines in the job's log. */
record DiskWork(Site site, Task task) {
    private static final long BIGGEST_CHUNK = 1024;
    private static final long CHUNK_PERCENT = 10;
    private static final double MEBI = 1 << 20;
    private static final long NANOS = 1_000_000_000;

    private static List<Object> args(Disk disk, Object... more) {
        List<Object> args = new ArrayList<>(List.of(Disks.path(disk), Disks.shared(disk)));
        args.addAll(List.of(more));
        return args;
    }

    /** Makes the files of disks, all or none. */
    void create(String instance, Node node, List<Disk> disks) throws InterruptedException {
        List<Disk> created = new ArrayList<>();
        try {
            for (Disk disk : disks) {
                String text = "Can't create block device " + disk.ivName() + " (" + disk.devType() + ", "
                        + Disks.path(disk) + ") on node " + node.name() + " for instance " + instance;
                site.nodes().call(task, node, "blockdev_create", args(disk, disk.size()), text);
                created.add(disk);
            }
        } catch (ClusterException e) {
            task.warning("Device creation failed");
            remove(node, created, created);
            throw e;
        }
    }

    /**
     * Removes disks' files, and their directories if none of {@code all} is left in them. What cannot be removed is in the
     * job's log, and this answers false.
     */
    boolean remove(Node node, List<Disk> disks, List<Disk> all) throws InterruptedException {
        boolean good = true;
        for (Disk disk : disks) {
            good &= tried(
                    node,
                    "blockdev_remove",
                    args(disk),
                    "Could not remove disk " + all.indexOf(disk) + " on node " + node.name() + ", continuing anyway");
        }
        return removeDirectories(node, disks, all) && good;
    }

    private boolean removeDirectories(Node node, List<Disk> disks, List<Disk> all) throws InterruptedException {
        boolean good = true;
        for (String directory : Disks.emptied(disks, all)) {
            boolean shared = disks.stream().anyMatch(Disks::shared);
            good &= tried(
                    node,
                    "directory_remove",
                    List.of(directory, shared, false),
                    "Could not remove directory '" + directory + "' on node " + node.name());
        }
        return good;
    }

    /** Removes the directories that disks were in before they were moved away. */
    void removeDirectories(Node node, List<Disk> disks) throws InterruptedException {
        removeDirectories(node, disks, disks);
    }

    private boolean tried(Node node, String method, List<Object> args, String text) throws InterruptedException {
        try {
            site.nodes().call(task, node, method, args, text);
            return true;
        } catch (ClusterException e) {
            task.warning(String.valueOf(e.arguments().get(0)));
            return false;
        }
    }

    /** Fills a disk with zeros from {@code from} (MiB) on, and tells how it goes: at first, and then every second or so. */
    void wipe(Node node, int index, Disk disk, long from) throws InterruptedException {
        task.info("* Wiping disk " + index
                + (from == 0 ? "" : " (from " + Texts.size(from) + " to " + Texts.size(disk.size()) + ")"));
        long chunk = Math.max(1, Math.min(BIGGEST_CHUNK, disk.size() * CHUNK_PERCENT / 100));
        Meter meter = new Meter(task, disk.size());
        for (long offset = from; offset < disk.size(); offset += chunk) {
            long start = offset;
            long size = Math.min(chunk, disk.size() - offset);
            site.nodes()
                    .call(
                            node,
                            "blockdev_wipe",
                            args(disk, offset, size, disk.ivName()),
                            "Could not wipe disk " + index + " at offset " + offset + " for size " + size,
                            news -> meter.told(start, news));
        }
    }

    /** Writes how far a disk is wiped into the job's log, not too often. */
    private static final class Meter {
        private final Task task;
        private final long total;
        private final long begin = System.nanoTime();
        private long last = begin - NANOS;

        Meter(Task task, long total) {
            this.task = task;
            this.total = total;
        }

        void told(long offset, Feedback news) {
            long now = System.nanoTime();
            if (news instanceof Progress progress && now - last >= NANOS) {
                double done = offset + progress.done() / MEBI;
                double left = (total - done) * (now - begin) / NANOS / done;
                task.info(
                        String.format(Locale.ROOT, " - done: %.1f%% ETA: ", done / total * 100) + Texts.seconds(left));
                last = now;
            }
        }
    }

    /** Copies a disk's content, from one node to another or on one. */
    void copy(Node from, Disk source, Node to, Disk destination, String text) throws InterruptedException {
        site.nodes()
                .call(
                        task,
                        to,
                        "blockdev_copy",
                        List.of(
                                from.name(),
                                Disks.path(source),
                                Disks.shared(source),
                                to.name(),
                                Disks.path(destination),
                                Disks.shared(destination),
                                source.ivName()),
                        text);
    }

    /** Moves a disk's file to another path of the node. */
    void rename(Node node, Disk disk, String path, String text) throws InterruptedException {
        site.nodes().call(task, node, "blockdev_rename", args(disk, path, Disks.shared(disk)), text);
    }

    /** Makes a disk's file longer. */
    void grow(Node node, Disk disk, long by) throws InterruptedException {
        site.nodes().call(task, node, "blockdev_grow", args(disk, by), "Grow request failed to node " + node.name());
    }

    /** There are no mirrors that could be out of step; the log says what it says for disks without. */
    void waitForSync(Instance instance) {
        if (!instance.disks().isEmpty()) {
            task.info("Waiting for instance " + instance.name() + " to sync disks");
            task.info("Instance " + instance.name() + "'s disks are in sync");
        }
    }
}
