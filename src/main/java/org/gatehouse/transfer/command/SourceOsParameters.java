package org.gatehouse.transfer.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the source tells of an instance's private OS parameters. For one thread at a time. */
final class SourceOsParameters {
    /** What a Gatehouse answers that has no such resource, or cannot read the parameters. */
    private static final Set<Integer> CANNOT_TELL = Set.of(404, 405, 501);

    private final PatientRapi source;
    private final String instance;

    /** {@code instance} is the instance's path. */
    SourceOsParameters(PatientRapi source, String instance) {
        this.source = source;
        this.instance = instance;
    }

    /** The names; empty if the source cannot tell. */
    Optional<List<String>> names() throws RapiException, InterruptedException {
        return ask("/transfers")
                .flatMap(facts -> facts.get("osparams_private_names") instanceof List<?> names
                        ? Optional.of(names.stream().map(String::valueOf).toList())
                        : Optional.empty());
    }

    /** The values by name; empty if the source cannot tell. */
    Optional<Map<String, Object>> values() throws RapiException, InterruptedException {
        return ask("/osparams-private");
    }

    private Optional<Map<String, Object>> ask(String resource) throws RapiException, InterruptedException {
        try {
            return Optional.of(PatientRapi.object(source.get(instance + resource)));
        } catch (RapiException e) {
            if (CANNOT_TELL.contains(e.status())) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
