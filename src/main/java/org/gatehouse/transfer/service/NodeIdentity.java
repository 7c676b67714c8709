package org.gatehouse.transfer.service;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sees to it that a node's transfer listener presents a certificate of this cluster's authority. */
final class NodeIdentity {
    private static final Duration LEFT = Duration.ofDays(2);

    private final Surroundings surroundings;

    NodeIdentity(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The node's base URL for clients, without a slash at its end, once its certificate is in order. */
    String ensured(String node) throws WorkException, IOException, InterruptedException {
        ClusterWork work = surroundings.work();
        Duration limit = surroundings.pace().call();
        Object answer = work.call(node, "transfer_identity", List.of(), limit);
        if (!(answer instanceof Map<?, ?> map)) {
            throw WorkException.refused(node + " has not said who it is");
        }
        Map<String, Object> identity = Values.members(map);
        String url = Values.text(identity.get("url"));
        if (url.isEmpty()) {
            throw WorkException.refused(node + " has no transfer listener");
        }
        boolean ours = surroundings.papers().authorityDigest().equals(Values.text(identity.get("issuer")));
        Instant expires = Instant.ofEpochSecond(Values.whole(identity.get("expires"), 0));
        if (!ours || expires.isBefore(Instant.now().plus(LEFT))) {
            Set<String> names = new LinkedHashSet<>(List.of(node, work.nodeAddress(node), host(url)));
            names.remove("");
            String chain = surroundings.papers().server(Values.text(identity.get("csr")), node, new ArrayList<>(names));
            work.call(node, "transfer_certify", List.of(chain), limit);
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String host(String url) throws WorkException {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "" : host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        } catch (IllegalArgumentException e) {
            throw WorkException.refused("this is no URL: " + url);
        }
    }
}
