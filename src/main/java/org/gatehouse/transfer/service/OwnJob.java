package org.gatehouse.transfer.service;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.opcode.Opcode;

/** A job that does everything itself, with the locks that it has, and whose log tells how far its transfer is. For one thread. */
final class OwnJob implements Attendant {
    private static final double MEBI = 1 << 20;
    private static final double PERCENT = 100;
    /** A job's log is kept: it must not grow with the time that a slow network takes. */
    private static final Duration TOLD = Duration.ofSeconds(60);

    private final RemoteDisks.Hands hands;
    private final Transfer transfer;
    private final Set<Long> finished = new HashSet<>();
    private long last = System.nanoTime() - TOLD.toNanos();

    OwnJob(RemoteDisks.Hands hands, Transfer transfer) {
        this.hands = hands;
        this.transfer = transfer;
    }

    @Override
    public void carryOut(Opcode opcode, String what, Duration limit) throws WorkException, InterruptedException {
        try {
            hands.carryOut(opcode);
        } catch (ClusterException e) {
            throw ClusterWork.failed(what + " failed", e);
        }
    }

    @Override
    public void make() throws WorkException, InterruptedException {
        try {
            hands.make();
        } catch (ClusterException e) {
            throw ClusterWork.failed("the instance was not made", e);
        }
    }

    @Override
    public void looked() {
        boolean due = System.nanoTime() - last >= TOLD.toNanos();
        for (Map<String, Object> disk : transfer.disks()) {
            long index = Values.whole(disk.get("index"), 0);
            DiskProgress progress = transfer.progress(index);
            if (progress.isDone() && finished.add(index)) {
                log("disk/" + index
                        + (Boolean.FALSE.equals(progress.success()) ? " was not read" : " finished sending data"));
            } else if (due && !progress.isDone() && progress.bytes() > 0) {
                last = System.nanoTime();
                log(line(index, Values.whole(disk.get("size"), 0), progress));
            }
        }
    }

    /** As Ganeti writes it. */
    private String line(long index, long size, DiskProgress progress) {
        StringBuilder line = new StringBuilder();
        line.append("disk/").append(index);
        line.append(transfer.kind() == Kind.EXPORT ? " sent " : " received ");
        line.append(String.format(Locale.ROOT, "%.1fM", progress.bytes() / MEBI));
        progress.rate().ifPresent(rate -> line.append(String.format(Locale.ROOT, ", %.1f MiB/s", rate / MEBI)));
        if (size > 0) {
            line.append(String.format(Locale.ROOT, ", %.0f%%", PERCENT * progress.bytes() / size));
        }
        progress.eta().ifPresent(eta -> line.append(String.format(Locale.ROOT, ", ETA %.0fs", eta)));
        return line.toString();
    }

    void log(String text) {
        hands.log("message", text);
    }
}
