package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operating system that instances can be installed with. All nodes have it.
 *
 * @param variants may be none
 * @param parameters the parameters it knows, each with its description
 */
public record OsDefinition(String name, List<String> variants, Map<String, String> parameters) implements Item {

    public OsDefinition {
        variants = List.copyOf(variants);
        parameters = Values.map(parameters);
    }

    @Override
    public Kind kind() {
        return Kind.OS;
    }

    /** Its name. */
    @Override
    public String uuid() {
        return name;
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("variants", variants);
        json.put("parameters", parameters);
        return json;
    }

    static OsDefinition fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        Map<String, String> parameters = new LinkedHashMap<>();
        in.map("parameters").forEach((name, text) -> parameters.put(name, (String) text));
        return new OsDefinition(in.text("name"), in.texts("variants"), parameters);
    }
}
