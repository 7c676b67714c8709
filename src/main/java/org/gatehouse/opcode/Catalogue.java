package org.gatehouse.opcode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All opcodes of the Ganeti releases that Gatehouse knows, with their parameters, and the checks that Ganeti's Remote API
 * makes before it queues one. Immutable and safe for use by many threads.
 */
public final class Catalogue {
    private static final String FILE = "opcodes.txt";

    private final NavigableMap<GanetiVersion, Map<String, OpcodeDefinition>> releases;
    private final Redaction redaction;

    private Catalogue(NavigableMap<GanetiVersion, Map<String, OpcodeDefinition>> releases) {
        this.releases = releases;
        this.redaction = new Redaction(releases.values().stream()
                .flatMap(opcodes -> opcodes.values().stream())
                .toList());
    }

    /** Reads the catalogue that comes with Gatehouse. */
    public static Catalogue load() {
        List<String> lines = readLines();
        NavigableMap<GanetiVersion, Map<String, OpcodeDefinition>> releases = new TreeMap<>();
        Stream.concat(Stream.of(GanetiVersion.BASELINE), CatalogueReader.turningPoints(lines).stream())
                .forEach(version -> releases.put(version, CatalogueReader.read(lines, version)));
        return new Catalogue(releases);
    }

    private static List<String> readLines() {
        try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the catalogue of opcodes is not in this build");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the catalogue of opcodes", e);
        }
    }

    /** All opcodes of that release; of the oldest known one if it is older still. */
    public Collection<OpcodeDefinition> opcodes(GanetiVersion version) {
        return release(version).values();
    }

    /** The opcode of that id, as that release has it. */
    public Optional<OpcodeDefinition> find(String id, GanetiVersion version) {
        return Optional.ofNullable(release(version).get(id));
    }

    /**
     * Checks names and values of all parameters, left-out ones by their defaults, then those of opcodes carried inside.
     * Throws {@link OpcodeException} for the first fault in the order in which Ganeti finds them, and
     * {@link IllegalArgumentException} if that release has no such opcode.
     */
    public void check(Opcode opcode, GanetiVersion version) {
        OpcodeDefinition definition = find(opcode.id(), version)
                .orElseThrow(() -> new IllegalArgumentException("no opcode " + opcode.id() + " in " + version));
        checkNames(opcode, definition);
        for (Parameter parameter : definition.parameters()) {
            Object value = opcode.parameters().getOrDefault(parameter.name(), parameter.defaultValue());
            if (!parameter.accepts(value)) {
                throw new OpcodeException(
                        OpcodeException.Kind.INVALID_VALUE,
                        "Parameter '" + opcode.id() + "." + parameter.name() + "' fails validation");
            }
        }
        for (Object value : opcode.parameters().values()) {
            if (value instanceof List<?> list) {
                list.stream()
                        .filter(Opcode.class::isInstance)
                        .map(Opcode.class::cast)
                        .forEach(inner -> check(inner, version));
            }
        }
    }

    private static void checkNames(Opcode opcode, OpcodeDefinition definition) {
        // Python hands the parameters over by name, and this name is taken by the object that receives them.
        if (opcode.parameters().containsKey("self")) {
            throw new OpcodeException(
                    OpcodeException.Kind.UNKNOWN_PARAMETER,
                    "BaseOpCode.__init__() got multiple values for argument 'self'");
        }
        for (String name : opcode.parameters().keySet()) {
            if (definition.findParameter(name).isEmpty()) {
                throw new OpcodeException(
                        OpcodeException.Kind.UNKNOWN_PARAMETER,
                        "Object " + definition.className() + " doesn't support the parameter '" + name + "'");
            }
        }
    }

    /**
     * The same opcode with secret values replaced, fit for logs: parameters that may hold secrets, those the catalogue
     * does not know, and all of an unknown opcode. What is carried inside, opcodes or plain objects, is treated alike.
     */
    public Opcode redacted(Opcode opcode) {
        return redaction.redacted(opcode);
    }

    private Map<String, OpcodeDefinition> release(GanetiVersion version) {
        var entry = releases.floorEntry(version);
        return (entry == null ? releases.firstEntry() : entry).getValue();
    }
}
