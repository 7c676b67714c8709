package org.gatehouse.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every setting there is: its key in {@code gatehouse.properties} and its default. */
enum Setting {
    CLUSTER("cluster", "luxi"),
    LUXI_SOCKET("luxi.socket", "/var/run/ganeti/socket/ganeti-query"),
    LUXI_MASTER_FILE("luxi.master-file", "/var/lib/ganeti/ssconf_master_node"),
    LUXI_CONNECT_LIMIT("luxi.connect-limit", "30s"),
    LUXI_CALL_LIMIT("luxi.call-limit", "60s"),
    LUXI_CONNECTIONS("luxi.connections", "32"),
    LUXI_WAITING("luxi.waiting", "128"),
    LUXI_WATCHES("luxi.watches", "1000"),
    EMBEDDED_DIRECTORY("embedded.directory", "/var/lib/gatehouse/cluster"),
    EMBEDDED_CLUSTER("embedded.cluster", ""),
    RAPI_USERS("rapi.users", "/var/lib/ganeti/rapi/users"),
    RAPI_REQUIRE_AUTHENTICATION("rapi.require-authentication", "true"),
    RAPI_BODY_LIMIT("rapi.body-limit", "10485760"),
    LISTS_PER_CALLER("rapi.lists-per-caller", "16"),
    LISTS_PER_CONNECTION("rapi.lists-per-connection", "16"),
    RAPI_PORT("rapi.port", ""),
    NODE_PORT("node.port", ""),
    NODE_HANDLER("node.handler", "/run/gatehouse-handler/socket"),
    NODE_CANDIDATES("node.candidates", "/var/lib/ganeti/ssconf_master_candidates_certs"),
    NODE_SERVER_CERTIFICATE("node.server-certificate", "/var/lib/ganeti/server.pem"),
    NODE_BODY_LIMIT("node.body-limit", "67108864"),
    TRANSFER_PORT("transfer.port", ""),
    TRANSFER_DIRECTORY("transfer.directory", "/var/lib/gatehouse/transfers"),
    TRANSFER_RECORDS("transfer.records", "/run/ganeti/transfers"),
    TRANSFER_DISKS("transfer.disks", "handler"),
    TRANSFER_PUBLIC_URL("transfer.public-url", ""),
    TRANSFER_PROXIES("transfer.proxies", ""),
    ACCESS_RULES("access.rules", ""),
    ACCESS_AUTHORITIES("access.authorities", ""),
    STOP_TIMEOUT("stop.timeout", "30s");

    private final String key;
    private final String defaultText;

    Setting(String key, String defaultText) {
        this.key = key;
        this.defaultText = defaultText;
    }

    String key() {
        return key;
    }

    /** The default as one would write it; empty where a setting is off by default. */
    String defaultText() {
        return defaultText;
    }

    /** The environment variable that overrides the file. */
    String variable() {
        return "GATEHOUSE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> find(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }
}
