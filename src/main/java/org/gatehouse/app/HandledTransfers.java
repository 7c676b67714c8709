package org.gatehouse.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.handler.HandlerDisks;
import org.gatehouse.handler.HandlerNodeCalls;
import org.gatehouse.handler.HandlerOsParameters;
import org.gatehouse.handler.HandlerSecret;
import org.gatehouse.handler.HandlerSettings;
import org.gatehouse.handler.RelayedNodes;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.SecretSigner;
import org.gatehouse.transfer.node.FileDisks;
import org.gatehouse.transfer.node.NodePem;
import org.gatehouse.transfer.record.RecordFiles;
import org.gatehouse.transfer.service.InstanceTransfers;
import org.gatehouse.transfer.service.Transfers;

/** Transfers of a real cluster: what this process may not do itself, the handler does. */
final class HandledTransfers {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String AUTHORITY = "Ganeti cluster";

    private final Settings settings;

    HandledTransfers(Settings settings) {
        this.settings = settings;
    }

    static SettingsException unusable(Path directory, IOException cause) {
        return new SettingsException(
                "cannot use " + directory + " (" + Setting.TRANSFER_DIRECTORY.key() + "): " + cause);
    }

    /** What this node gives out and fills. */
    TransferBackend backend() {
        Path place = settings.path(Setting.TRANSFER_RECORDS);
        NodePem node = new NodePem(settings.path(Setting.NODE_SERVER_CERTIFICATE));
        RecordFiles records = new RecordFiles(place, node.file(), uuid -> isThis(place.resolve("node"), uuid));
        if (settings.word(Setting.TRANSFER_DISKS, List.of("handler", "own")).equals("own")) {
            TargetDisks none = (instance, disk, blank) -> {
                throw new IOException("disks are filled by way of the handler only (transfer.disks=handler)");
            };
            return new TransferBackend(records, new FileDisks(records), none, node, Optional.empty());
        }
        HandlerDisks disks =
                new HandlerDisks(settings.path(Setting.NODE_HANDLER).resolveSibling("disks"), SILENCE);
        return new TransferBackend(records, disks, disks, node, Optional.empty());
    }

    /** The handler writes down beside the records which node this is; without it, every record that is signed counts. */
    private static boolean isThis(Path file, String uuid) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip().equals(uuid);
        } catch (IOException e) {
            return Files.notExists(file);
        }
    }

    /** The transfers of the cluster's instances, where a directory for them is set. */
    Transfers of(Cluster cluster) {
        boolean wanted = settings.isSet(Setting.TRANSFER_DIRECTORY)
                || settings.findPort(Setting.TRANSFER_PORT).isPresent();
        if (!wanted) {
            return Transfers.none("transfer.directory is not set");
        }
        Path directory = settings.path(Setting.TRANSFER_DIRECTORY);
        HandlerNodeCalls handler = new HandlerNodeCalls(HandlerSettings.at(settings.path(Setting.NODE_HANDLER)));
        try {
            InstanceTransfers service = InstanceTransfers.open(
                    directory.resolve("transfers"),
                    cluster,
                    new RelayedNodes(handler),
                    new CertificateAuthority(directory.resolve("ca"), AUTHORITY, Clock.systemUTC()),
                    new SecretSigner(new HandlerSecret(handler, LIMIT)),
                    new HandlerOsParameters(handler, LIMIT),
                    settings.proxies());
            return Transfers.of(service, handler::close);
        } catch (IOException e) {
            handler.close();
            throw unusable(directory, e);
        }
    }
}
