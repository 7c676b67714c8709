package org.gatehouse.embedded.model;

import java.util.Map;

/** What an instance itself says, without the defaults of cluster and OS. Private OS parameters are never printed. */
public record InstanceParameters(
        Map<String, Object> hvparams,
        Map<String, Object> beparams,
        Map<String, Object> osparams,
        Map<String, Object> osparamsPrivate) {

    /** Nothing said. */
    public static final InstanceParameters NONE = new InstanceParameters(Map.of(), Map.of(), Map.of(), Map.of());

    public InstanceParameters {
        hvparams = Values.map(hvparams);
        beparams = Values.map(beparams);
        osparams = Values.map(osparams);
        osparamsPrivate = Values.map(osparamsPrivate);
    }

    public InstanceParameters withHvparams(Map<String, Object> values) {
        return new InstanceParameters(values, beparams, osparams, osparamsPrivate);
    }

    public InstanceParameters withBeparams(Map<String, Object> values) {
        return new InstanceParameters(hvparams, values, osparams, osparamsPrivate);
    }

    public InstanceParameters withOsparams(Map<String, Object> values) {
        return new InstanceParameters(hvparams, beparams, values, osparamsPrivate);
    }

    public InstanceParameters withOsparamsPrivate(Map<String, Object> values) {
        return new InstanceParameters(hvparams, beparams, osparams, values);
    }

    @Override
    public String toString() {
        return "InstanceParameters[" + hvparams.keySet() + beparams.keySet() + osparams.keySet()
                + osparamsPrivate.keySet() + "]";
    }
}
