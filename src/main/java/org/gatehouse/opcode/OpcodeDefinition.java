package org.gatehouse.opcode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one release of Ganeti knows of one opcode: {@code rapi} is whether the Remote API submits it, {@code summaryField}
 * the parameter that a job's one-line summary shows, {@code resultType} what the result looks like, in the notation of
 * the catalogue's file, and {@code parameters} all it takes in the order in which they are checked, those common to all
 * opcodes at the end.
 */
public record OpcodeDefinition(
        String id, boolean rapi, Optional<String> summaryField, String resultType, List<Parameter> parameters) {

    public OpcodeDefinition {
        parameters = List.copyOf(parameters);
    }

    /** The parameter of that name. */
    public Optional<Parameter> findParameter(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst();
    }

    /** The name that Ganeti's messages use: {@code OpInstanceCreate} for {@code OP_INSTANCE_CREATE}. */
    String className() {
        StringBuilder name = new StringBuilder();
        for (String word : id.split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
