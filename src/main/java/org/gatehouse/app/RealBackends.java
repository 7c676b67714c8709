package org.gatehouse.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.handler.HandlerNodeCalls;
import org.gatehouse.handler.HandlerSettings;
import org.gatehouse.luxi.LuxiCluster;
import org.gatehouse.luxi.LuxiSettings;
import org.gatehouse.opcode.GanetiVersion;

/** The back ends that the settings name. */
final class RealBackends implements Backends {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Settings settings;

    RealBackends(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Cluster cluster(Metrics metrics) {
        if (settings.word(Setting.CLUSTER, List.of("luxi", "embedded")).equals("embedded")) {
            throw new SettingsException(
                    "the setting 'cluster' says 'embedded': this version has no embedded cluster yet; "
                            + "say 'luxi' and run it on a Ganeti master");
        }
        return metrics.watching(new LuxiCluster(luxiSettings()));
    }

    @Override
    public NodeBackend node() {
        HandlerNodeCalls calls = new HandlerNodeCalls(HandlerSettings.at(settings.path(Setting.NODE_HANDLER)));
        return new NodeBackend(
                calls, () -> calls.release().orElseGet(GanetiVersion.BASELINE::toString), () -> findObstacle(calls));
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
