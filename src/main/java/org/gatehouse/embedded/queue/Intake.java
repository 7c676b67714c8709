package org.gatehouse.embedded.queue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeDefinition;
import org.gatehouse.opcode.OpcodeException;
import org.gatehouse.opcode.Parameter;

/** Judges the opcodes that come in, and completes them as luxid does before it stores them. */
final class Intake {
    /** The parameters that all opcodes have, in the order in which jobs show them, before the id. */
    private static final List<String> COMMON =
            List.of("dry_run", "debug_level", "priority", "depends", "comment", "reason");

    private final Catalogue catalogue;

    Intake(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The opcode with all its defaults and nothing but plain values. Fails in luxid's words if it is not right. */
    Opcode completed(Opcode opcode) {
        OpcodeDefinition definition = catalogue
                .find(opcode.id(), GanetiVersion.BASELINE)
                .orElseThrow(() -> refused("Unknown opcode " + opcode.id()));
        checkKeys(opcode, definition);
        try {
            catalogue.check(opcode, GanetiVersion.BASELINE);
        } catch (OpcodeException e) {
            throw refused(e.getMessage());
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (Parameter parameter : definition.parameters()) {
            Object value = opcode.parameters().get(parameter.name());
            if (value == null) {
                value = parameter.defaultValue();
            }
            if (value != null || parameter.required() || isShownEmpty(parameter.name())) {
                all.put(parameter.name(), plain(value));
            }
        }
        return new Opcode(opcode.id(), ordered(all));
    }

    private static void checkKeys(Opcode opcode, OpcodeDefinition definition) {
        TreeSet<String> given = new TreeSet<>(opcode.parameters().keySet());
        TreeSet<String> superfluous = new TreeSet<>(given);
        TreeSet<String> allowed = new TreeSet<>();
        definition.parameters().forEach(parameter -> allowed.add(parameter.name()));
        superfluous.removeAll(allowed);
        if (!superfluous.isEmpty()) {
            allowed.add("OP_ID");
            throw refused(
                    "Superfluous dictionary keys: " + json(superfluous) + ", but only " + json(allowed) + " allowed.");
        }
        given.add("OP_ID");
        for (Parameter parameter : definition.parameters()) {
            boolean needed = parameter.required() || parameter.name().equals("reason");
            if (needed && !given.contains(parameter.name())) {
                throw refused("key '" + parameter.name() + "' not found, object contains only " + json(given));
            }
        }
    }

    private static String json(Set<String> names) {
        return new String(JsonText.write(new ArrayList<>(names)), StandardCharsets.US_ASCII);
    }

    static boolean isShownEmpty(String name) {
        return name.equals("depends") || name.equals("comment");
    }

    /** What a job shows of the opcode: itself as a JSON object, the common parameters first. */
    static Map<String, Object> shown(Opcode opcode) {
        Map<String, Object> shown = new LinkedHashMap<>();
        COMMON.stream()
                .filter(opcode.parameters()::containsKey)
                .forEach(name -> shown.put(name, opcode.parameters().get(name)));
        shown.put("OP_ID", opcode.id());
        opcode.parameters().forEach((name, value) -> shown.putIfAbsent(name, plain(value)));
        return shown;
    }

    /** The opcode that {@link #shown} made such an object of. */
    static Opcode opcode(Map<String, Object> shown) {
        Map<String, Object> parameters = new LinkedHashMap<>(shown);
        String id = (String) parameters.remove("OP_ID");
        return new Opcode(id, parameters);
    }

    private static Map<String, Object> ordered(Map<String, Object> parameters) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        COMMON.stream().filter(parameters::containsKey).forEach(name -> ordered.put(name, parameters.get(name)));
        parameters.forEach(ordered::putIfAbsent);
        return ordered;
    }

    /** Opcodes inside opcodes become objects; luxid keeps whole numbers without a fraction, so they become integers. */
    private static Object plain(Object value) {
        if (value instanceof Opcode opcode) {
            return shown(opcode);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Intake::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, item) -> members.put((String) key, plain(item)));
            return members;
        }
        if (value instanceof Double fraction && fraction == Math.rint(fraction) && Math.abs(fraction) < 1e15) {
            return fraction.longValue();
        }
        return value;
    }

    /** The line that stands for the opcode in a list of jobs. */
    String summary(Opcode opcode) {
        String name = opcode.id().replaceFirst("^OP_", "");
        return catalogue
                .find(opcode.id(), GanetiVersion.BASELINE)
                .flatMap(OpcodeDefinition::summaryField)
                .map(field -> opcode.parameters().get(field))
                .map(value -> name + "(" + text(value) + ")")
                .orElse(name);
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value instanceof Number number ? fraction(number.doubleValue()) : String.valueOf(value);
    }

    /** Fractions as Haskell shows them: 1.0, 0.1, 5.0e-2, 1.0e7. */
    private static String fraction(double value) {
        if (value == 0 || (Math.abs(value) >= 0.1 && Math.abs(value) < 1e7)) {
            return Double.toString(value);
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        String mantissa = exact.scaleByPowerOfTen(-exponent).toPlainString();
        return mantissa + (mantissa.contains(".") ? "" : ".0") + "e" + exponent;
    }

    private static ClusterException refused(String what) {
        return new ClusterException(Reason.NOT_UNDERSTOOD, "Failed to parse request: SubmitJob: " + what);
    }
}
