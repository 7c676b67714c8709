package org.gatehouse.embedded.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.gatehouse.embedded.json.JsonText;

/**
 * The cluster itself.
 *
 * @param masterNode the UUID of the master node
 * @param settings everything else, under the names that Ganeti's configuration has for it: parameters' defaults, policies,
 *     limits. Values are JSON values.
 */
public record ClusterConfig(
        String uuid, String name, String masterNode, Map<String, Object> settings, SortedSet<String> tags, Stamp stamp)
        implements Item {
    private static final String DEFAULTS = "cluster-defaults.json";

    public ClusterConfig {
        settings = Values.map(settings);
        tags = Values.sorted(tags);
    }

    /** A cluster as Ganeti initialises it, with what can be had here: no virtual machines, and disks that are files. */
    public static ClusterConfig fresh(String uuid, String name, String masterNode) {
        return new ClusterConfig(uuid, name, masterNode, defaults(), Values.sorted(List.of()), Stamp.NONE);
    }

    private static Map<String, Object> defaults() {
        try (InputStream in = ClusterConfig.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) {
                throw new IllegalStateException("the defaults of a cluster are not in this build");
            }
            return JsonText.readObject(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the defaults of a cluster", e);
        }
    }

    @Override
    public Kind kind() {
        return Kind.CLUSTER;
    }

    /** One setting; {@code null} also where there is none of that name. */
    public Object setting(String key) {
        return settings.get(key);
    }

    /** A setting that is an object. */
    public Map<String, Object> object(String key) {
        return new Members(settings).map(key);
    }

    /** A setting that is a list of texts. */
    public List<String> texts(String key) {
        return new Members(settings).texts(key);
    }

    /** A setting that is a whole number. */
    public long number(String key) {
        return new Members(settings).number(key);
    }

    /** A setting that is true or false. */
    public boolean truth(String key) {
        return new Members(settings).truth(key);
    }

    /** The same cluster with one setting replaced or added. */
    public ClusterConfig with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new ClusterConfig(uuid, name, masterNode, more, tags, stamp);
    }

    public ClusterConfig withName(String newName) {
        return new ClusterConfig(uuid, newName, masterNode, settings, tags, stamp);
    }

    public ClusterConfig withMaster(String node) {
        return new ClusterConfig(uuid, name, node, settings, tags, stamp);
    }

    public ClusterConfig withTags(Collection<String> newTags) {
        return new ClusterConfig(uuid, name, masterNode, settings, Values.sorted(newTags), stamp);
    }

    @Override
    public ClusterConfig withStamp(Stamp newStamp) {
        return new ClusterConfig(uuid, name, masterNode, settings, tags, newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("cluster_name", name);
        json.put("master_node", masterNode);
        json.put("settings", settings);
        json.put("tags", tags);
        stamp.writeTo(json);
        return json;
    }

    /** Without the settings, of which some are secret. */
    @Override
    public String toString() {
        return "ClusterConfig[" + name + "]";
    }

    static ClusterConfig fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new ClusterConfig(
                in.text("uuid"),
                in.text("cluster_name"),
                in.text("master_node"),
                in.map("settings"),
                Values.sorted(in.texts("tags")),
                Stamp.from(in));
    }
}
