package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network card of an instance.
 *
 * @param name may be {@code null}, like the address
 * @param network the UUID of its network, or {@code null}
 * @param nicparams its own parameters, without the cluster's defaults
 */
public record Nic(String uuid, String name, String mac, String ip, String network, Map<String, Object> nicparams) {

    public Nic {
        nicparams = Values.map(nicparams);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("mac", mac);
        json.put("ip", ip);
        json.put("network", network);
        json.put("nicparams", nicparams);
        return json;
    }

    static Nic from(Members in) {
        return new Nic(
                in.text("uuid"),
                in.text("name"),
                in.text("mac"),
                in.text("ip"),
                in.text("network"),
                in.map("nicparams"));
    }
}
