package org.gatehouse.embedded.query;

import java.util.List;
import org.gatehouse.cluster.ClusterException;

/** What luxid refuses, in its words. */
final class Refusals {
    private Refusals() {}

    static ClusterException wrongInput(String text) {
        return ClusterException.refused("OpPrereqError", List.of(text, "wrong_input"));
    }

    /** There is no {@code kind} of that name. */
    static ClusterException unknown(String kind, String name) {
        return ClusterException.refused(
                "OpPrereqError", List.of(kind + " name " + name + " not found", "unknown_entity"));
    }

    static ClusterException parameter(String text) {
        return ClusterException.refused("ParameterError", List.of(text));
    }

    static ClusterException generic(String text) {
        return ClusterException.refused("GenericError", List.of(text));
    }

    /** A value of the cluster that a filter cannot take. */
    static ClusterException unreadable(Object value, String type) {
        return generic("Cannot convert value '" + HaskellText.json(value) + "', error: Unable to read " + type);
    }
}
