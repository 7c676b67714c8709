package org.gatehouse.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.embedded.EmbeddedCluster;
import org.gatehouse.embedded.description.DescriptionException;
import org.gatehouse.embedded.store.StoreException;
import org.gatehouse.handler.HandlerNodeCalls;
import org.gatehouse.handler.HandlerSettings;
import org.gatehouse.luxi.LuxiCluster;
import org.gatehouse.luxi.LuxiSettings;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.transfer.node.LocalDisks;
import org.gatehouse.transfer.node.NodePem;
import org.gatehouse.transfer.node.Preparation;
import org.gatehouse.transfer.node.TransferNode;
import org.gatehouse.transfer.record.RecordFiles;
import org.gatehouse.transfer.record.RecordWriter;

/** The back ends that the settings name. */
final class RealBackends implements Backends {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Settings settings;
    private final AtomicReference<DiskPlaces> places = new AtomicReference<>((instance, disk) -> {
        throw new IOException("the cluster is not open yet");
    });

    RealBackends(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Cluster cluster(Metrics metrics, Optional<TransferNode> transfers) {
        if (isEmbedded()) {
            return embedded(transfers);
        }
        return metrics.watching(new LuxiCluster(luxiSettings()));
    }

    private boolean isEmbedded() {
        return settings.word(Setting.CLUSTER, List.of("luxi", "embedded")).equals("embedded");
    }

    private Cluster embedded(Optional<TransferNode> transfers) {
        try {
            return EmbeddedCluster.open(
                    settings.path(Setting.EMBEDDED_DIRECTORY), settings.findPath(Setting.EMBEDDED_CLUSTER), inside -> {
                        places.set(inside.places());
                        return transfers
                                .map(node -> (EmbeddedCluster.Decoration) node::around)
                                .orElse((node, calls) -> calls);
                    });
        } catch (DescriptionException e) {
            throw new SettingsException("the description of the embedded cluster, "
                    + settings.text(Setting.EMBEDDED_CLUSTER) + ", is wrong: " + e.getMessage());
        } catch (StoreException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    @Override
    public NodeBackend node() {
        HandlerNodeCalls calls = new HandlerNodeCalls(HandlerSettings.at(settings.path(Setting.NODE_HANDLER)));
        return new NodeBackend(
                calls, () -> calls.release().orElseGet(GanetiVersion.BASELINE::toString), () -> findObstacle(calls));
    }

    @Override
    public TransferBackend transfers() {
        return isEmbedded() ? embeddedTransfers() : handledTransfers();
    }

    /** All nodes of the embedded cluster are this process, which signs and opens for itself. */
    private TransferBackend embeddedTransfers() {
        Path directory = settings.path(Setting.TRANSFER_DIRECTORY);
        NodePem node = new NodePem(directory.resolve("node/server.pem"));
        try {
            node.provide("embedded");
            Path place = directory.resolve("records");
            RecordFiles records = new RecordFiles(place, node.file(), uuid -> true);
            // The cluster is opened later than this, for its nodes serve transfers from their beginning.
            DiskPlaces late = (instance, disk) -> places.get().find(instance, disk);
            LocalDisks disks = new LocalDisks(late, records);
            Preparation preparation =
                    new Preparation(late, new RecordWriter(place, node.key()), records, Clock.systemUTC());
            return new TransferBackend(records, disks, disks, node, Optional.of(preparation));
        } catch (IOException e) {
            throw new SettingsException(
                    "cannot use " + directory + " (" + Setting.TRANSFER_DIRECTORY.key() + "): " + e);
        }
    }

    private TransferBackend handledTransfers() {
        // Every record here is believed that this node's key has signed.
        RecordFiles records = new RecordFiles(
                settings.path(Setting.TRANSFER_RECORDS), settings.path(Setting.NODE_SERVER_CERTIFICATE), node -> true);
        TargetDisks none = (instance, disk, blank) -> {
            throw new IOException("the handler does not open disks");
        };
        NodePem node = new NodePem(settings.path(Setting.NODE_SERVER_CERTIFICATE));
        return new TransferBackend(records, new FileDisks(records), none, node, Optional.empty());
    }

    private static Optional<String> findObstacle(HandlerNodeCalls calls) {
        try {
            calls.probe(PROBE_LIMIT);
            return Optional.empty();
        } catch (NodeCallException e) {
            return Optional.of(e.reason().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage());
        }
    }

    private LuxiSettings luxiSettings() {
        return new LuxiSettings(
                settings.path(Setting.LUXI_SOCKET),
                settings.path(Setting.LUXI_MASTER_FILE),
                settings.duration(Setting.LUXI_CONNECT_LIMIT),
                settings.duration(Setting.LUXI_CALL_LIMIT),
                settings.number(Setting.LUXI_CONNECTIONS, 1, 1000),
                settings.number(Setting.LUXI_WAITING, 0, 10_000),
                settings.number(Setting.LUXI_WATCHES, 1, 20_000));
    }
}
