package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An instance that was exported to a node.
 *
 * @param node the UUID of the node
 * @param name the instance's name when it was exported
 * @param description what is needed to make it again, sections of keys and values as in Ganeti's {@code config.ini}
 */
public record Export(String node, String name, Map<String, Object> description) implements Item {

    public Export {
        description = Values.map(description);
    }

    @Override
    public Kind kind() {
        return Kind.EXPORT;
    }

    /** A node has one export of a name at most. */
    @Override
    public String uuid() {
        return node + "/" + name;
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node);
        json.put("name", name);
        json.put("description", description);
        return json;
    }

    static Export fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new Export(in.text("node"), in.text("name"), in.map("description"));
    }
}
