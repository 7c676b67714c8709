package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.transfer.pull.DiskTarget;
import org.gatehouse.transfer.pull.PullException;
import org.gatehouse.transfer.pull.PullJournal;
import org.gatehouse.transfer.pull.PullOutcome;
import org.gatehouse.transfer.pull.PullProgress;
import org.gatehouse.transfer.pull.PullResult;
import org.gatehouse.transfer.pull.PullTls;
import org.gatehouse.transfer.pull.PullWatcher;
import org.gatehouse.transfer.pull.Puller;

/** Pulls one disk of an order, or goes on with it. For one thread. */
final class DiskPull {
    private final PullOrder order;
    private final PullOrder.Disk disk;
    private final ImportKeys keys;
    private final NodePem node;
    private final TargetDisks targets;
    private final Path journal;
    private final Path result;

    /** {@code directory} is the import's own, and there. */
    DiskPull(PullOrder order, PullOrder.Disk disk, ImportKeys keys, NodePem node, TargetDisks targets, Path directory) {
        this.order = order;
        this.disk = disk;
        this.keys = keys;
        this.node = node;
        this.targets = targets;
        this.journal = directory.resolve("disk" + disk.index());
        this.result = directory.resolve("disk" + disk.index() + ".json");
    }

    /** Returns when the disk is whole, verified and synced, and the source has been told. */
    PulledDisk run(Teller teller) throws IOException, PullException, InterruptedException {
        // What is known of another source says nothing of this one.
        Optional<PulledDisk> known = PulledDisk.read(result)
                .filter(pulled ->
                        pulled.source().equals(disk.source().contents().toString()));
        if (known.isPresent() && known.get().told()) {
            return known.get();
        }
        try (Puller puller = puller()) {
            PulledDisk pulled = known.isPresent() ? known.get() : pull(puller, teller);
            puller.done(disk.source(), pulled.outcome());
            pulled.asTold().write(result);
            return pulled;
        }
    }

    /** Tells the source that nothing will come of it, unless it knows already that all is well. */
    void giveUp(String reason) throws IOException, PullException, InterruptedException {
        if (PulledDisk.read(result).filter(PulledDisk::told).isEmpty()) {
            try (Puller puller = puller()) {
                puller.done(disk.source(), PullOutcome.failure(reason));
            }
        }
    }

    private PulledDisk pull(Puller puller, Teller teller) throws IOException, PullException, InterruptedException {
        try (PullJournal remembered = PullJournal.open(journal);
                DiskTarget target = new DiskTarget(open(remembered.isNew()), true)) {
            PullResult whole = puller.pull(disk.source(), target, remembered, watcher(teller));
            PulledDisk pulled = new PulledDisk(
                    disk.source().contents().toString(), disk.source().size(), whole.received(), whole.sha256(), false);
            pulled.write(result);
            return pulled;
        }
    }

    private OpenDisk open(boolean blank) throws IOException {
        OpenDisk target = targets.open(order.instance(), disk.index(), blank);
        if (target.size() < disk.source().size()) {
            target.close();
            throw new IOException("it has " + target.size() + " bytes, the source "
                    + disk.source().size());
        }
        return target;
    }

    private Puller puller() throws IOException {
        return new Puller(tls(), order.options());
    }

    private SSLContext tls() throws IOException {
        try {
            PrivateKey key =
                    order.local() ? node.key() : keys.read(order.name()).privateKey();
            List<X509Certificate> chain = order.local() ? node.chain() : disk.chain();
            return PullTls.context(key, chain, order.authority().orElse(chain.get(0)));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private PullWatcher watcher(Teller teller) {
        return new PullWatcher() {
            @Override
            public void progress(PullProgress progress) {
                teller.progress(
                        disk.index(), "receive", progress.done(), progress.total(), progress.rate(), progress.eta());
            }

            @Override
            public void note(String text) {
                teller.note(disk.index(), text);
            }
        };
    }
}
