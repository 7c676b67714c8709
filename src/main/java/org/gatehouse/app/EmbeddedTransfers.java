package org.gatehouse.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.EmbeddedCluster;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.DomainSecret;
import org.gatehouse.transfer.node.LocalDisks;
import org.gatehouse.transfer.node.NodePem;
import org.gatehouse.transfer.node.Preparation;
import org.gatehouse.transfer.record.RecordFiles;
import org.gatehouse.transfer.record.RecordWriter;
import org.gatehouse.transfer.service.InstanceTransfers;
import org.gatehouse.transfer.service.Transfers;

/** Transfers of the embedded cluster, all of whose nodes are this process: it signs and opens for itself. */
final class EmbeddedTransfers {
    private static final String SECRET = "cluster-domain-secret";

    private final Settings settings;
    private final AtomicReference<DiskPlaces> places = new AtomicReference<>((instance, disk) -> {
        throw new IOException("the cluster is not open yet");
    });

    private final LateRemoteDisks remote = new LateRemoteDisks();

    EmbeddedTransfers(Settings settings) {
        this.settings = settings;
    }

    /** Where disks are is known once the cluster is being opened; its nodes serve transfers from their beginning. */
    void know(DiskPlaces known) {
        places.set(known);
    }

    /** What its jobs exchange with other clusters, once the transfers are there. */
    RemoteDisks remote() {
        return remote;
    }

    /** What its nodes give out and fill. */
    TransferBackend backend() {
        Path directory = settings.path(Setting.TRANSFER_DIRECTORY);
        NodePem node = new NodePem(directory.resolve("node/server.pem"));
        try {
            node.provide("embedded");
            Path place = directory.resolve("records");
            RecordFiles records = new RecordFiles(place, node.file(), uuid -> true);
            DiskPlaces late = (instance, disk) -> places.get().find(instance, disk);
            LocalDisks disks = new LocalDisks(late, records);
            Preparation preparation =
                    new Preparation(late, new RecordWriter(place, node.key()), records, Clock.systemUTC());
            return new TransferBackend(records, disks, disks, node, Optional.of(preparation));
        } catch (IOException e) {
            throw HandledTransfers.unusable(directory, e);
        }
    }

    /** The transfers of its instances, if its nodes serve any. */
    Transfers of(EmbeddedCluster cluster, boolean served) {
        if (!served) {
            String obstacle = "there is no transfer listener (transfer.port)";
            remote.become(RemoteDisks.none(obstacle));
            return Transfers.none(obstacle);
        }
        Path directory = settings.path(Setting.TRANSFER_DIRECTORY);
        String name = String.valueOf(cluster.queries().clusterInfo().get("name"));
        DomainSecret secret = new DomainSecret(directory.resolve(SECRET));
        try {
            secret.provide();
            InstanceTransfers service = InstanceTransfers.open(
                    directory.resolve("transfers"),
                    cluster,
                    cluster.nodes(),
                    new CertificateAuthority(directory.resolve("ca"), name, Clock.systemUTC()),
                    secret,
                    cluster.osparamsPrivate(),
                    settings.proxies());
            remote.become(service.jobs());
            return Transfers.of(service, () -> {});
        } catch (IOException e) {
            throw HandledTransfers.unusable(directory, e);
        }
    }
}
