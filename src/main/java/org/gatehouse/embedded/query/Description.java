package org.gatehouse.embedded.query;

import java.util.LinkedHashMap;
import java.util.Map;

/** A field as clients see it described. */
record Description(String name, String title, String kind, String doc) {

    /** Of a field that does not exist. */
    static Description unknown(String name) {
        return new Description(name, name, "unknown", "Unknown field '" + name + "'");
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("title", title);
        json.put("kind", kind);
        json.put("doc", doc);
        return json;
    }
}
