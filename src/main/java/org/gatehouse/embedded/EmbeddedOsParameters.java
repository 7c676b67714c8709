package org.gatehouse.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.embedded.model.Model;

/** Finds private OS parameters in the model. For any number of threads. */
final class EmbeddedOsParameters implements PrivateOsParameters {
    private final Model model;

    EmbeddedOsParameters(Model model) {
        this.model = model;
    }

    @Override
    public List<String> names(String instance) throws IOException {
        return values(instance).keySet().stream().sorted().toList();
    }

    @Override
    public Map<String, Object> values(String instance) throws IOException {
        return model.instances()
                .find(instance)
                .map(found -> found.parameters().osparamsPrivate())
                .orElseThrow(() -> new IOException("there is no instance " + instance));
    }
}
