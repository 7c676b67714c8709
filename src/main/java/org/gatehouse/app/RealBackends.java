package org.gatehouse.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.embedded.EmbeddedCluster;
import org.gatehouse.embedded.description.DescriptionException;
import org.gatehouse.embedded.store.StoreException;
import org.gatehouse.handler.HandlerNodeCalls;
import org.gatehouse.handler.HandlerSettings;
import org.gatehouse.luxi.LuxiCluster;
import org.gatehouse.luxi.LuxiSettings;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.transfer.node.TransferNode;

/** The back ends that the settings name. */
final class RealBackends implements Backends {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Settings settings;
    private final boolean isEmbedded;
    private final EmbeddedTransfers embeddedTransfers;
    private final HandledTransfers handledTransfers;

    RealBackends(Settings settings) {
        this.settings = settings;
        this.isEmbedded =
                settings.word(Setting.CLUSTER, List.of("luxi", "embedded")).equals("embedded");
        this.embeddedTransfers = new EmbeddedTransfers(settings);
        this.handledTransfers = new HandledTransfers(settings);
    }

    @Override
    public ClusterBackend cluster(Metrics metrics, Optional<TransferNode> transfers) {
        if (isEmbedded) {
            EmbeddedCluster cluster = embedded(transfers);
            return ClusterBackend.open(cluster, () -> embeddedTransfers.of(cluster, transfers.isPresent()));
        }
        LuxiCluster cluster = metrics.watching(new LuxiCluster(luxiSettings()));
        return ClusterBackend.open(cluster, () -> handledTransfers.of(cluster));
    }

    private EmbeddedCluster embedded(Optional<TransferNode> transfers) {
        try {
            return EmbeddedCluster.open(
                    settings.path(Setting.EMBEDDED_DIRECTORY),
                    settings.findPath(Setting.EMBEDDED_CLUSTER),
                    inside -> {
                        embeddedTransfers.know(inside.places());
                        return transfers
                                .map(node -> (EmbeddedCluster.Decoration) node::around)
                                .orElse((node, calls) -> calls);
                    },
                    embeddedTransfers.remote());
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
        return isEmbedded ? embeddedTransfers.backend() : handledTransfers.backend();
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
