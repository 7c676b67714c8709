package org.gatehouse.embedded.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.pattern.BadPatternException;
import org.gatehouse.embedded.pattern.Effort;
import org.gatehouse.embedded.pattern.PerlPattern;

/** A filter of the query language, as it decides about jobs: on plain values, where what cannot be compared does not match. */
final class FilterExpression {
    private static final Set<String> COMPARISONS = Set.of("==", "=", "!=", "<", ">", "<=", ">=", "=~", "=[]");
    private static final String WATERMARK = "watermark";
    private static final long EFFORT = 1_000_000;

    private final Object filter;
    private final long watermark;

    /** A filter that {@link #normalised} answered with. {@code watermark} stands for that word where numbers are compared. */
    FilterExpression(Object filter, long watermark) {
        this.filter = filter;
        this.watermark = watermark;
    }

    /** Something in a filter that luxid does not understand, in its words. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message);
        }
    }

    /** Two things that cannot be compared. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch() {
            super(null, null, false, false);
        }
    }

    /** The filter as luxid keeps it. */
    static Object normalised(Object filter) throws Fault {
        if (filter == null) {
            return null;
        }
        if (!(filter instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof String operator)) {
            throw new Fault("Cannot deserialise filter, expected a list starting with a string");
        }
        List<?> operands = list.subList(1, list.size());
        switch (operator) {
            case "&", "|" -> {
                List<Object> all = new ArrayList<>(List.of(operator));
                for (Object operand : operands) {
                    all.add(normalised(operand));
                }
                return all;
            }
            case "!" -> {
                if (operands.size() != 1) {
                    throw new Fault("Cannot deserialise filter: '!' takes one filter");
                }
                List<Object> not = new ArrayList<>(List.of("!"));
                not.add(normalised(operands.get(0)));
                return not;
            }
            case "?" -> {
                if (operands.size() != 1 || !(operands.get(0) instanceof String)) {
                    throw new Fault("Cannot deserialise field, expected [fieldname]");
                }
                return List.of("?", operands.get(0));
            }
            default -> {
                return comparison(operator, operands);
            }
        }
    }

    private static Object comparison(String operator, List<?> operands) throws Fault {
        if (!COMPARISONS.contains(operator)) {
            throw new Fault("Unknown filter operand '" + operator + "'");
        }
        if (operands.size() != 2) {
            throw new Fault(
                    "Cannot deserialise field/value pair, expected [fieldname, value] but got " + text(operands));
        }
        if (!(operands.get(0) instanceof String field)) {
            throw new Fault("Unable to read String");
        }
        Object value = operands.get(1);
        if (!(value instanceof String) && !isInteger(value)) {
            throw new Fault("Cannot deserialise filter value, expecting string or integer, got " + text(value));
        }
        if (operator.equals("=~")) {
            try {
                PerlPattern.of(String.valueOf(value));
            } catch (BadPatternException e) {
                throw new Fault("(" + e.position() + ",\"" + e.getMessage() + "\")");
            }
        }
        if (operator.equals("!=")) {
            return List.of("!", List.of("==", field, value));
        }
        return List.of(operator.equals("=") ? "==" : operator, field, value);
    }

    private static boolean isInteger(Object value) {
        return value instanceof Number && !(value instanceof Double || value instanceof Float);
    }

    static String text(Object value) {
        return new String(JsonText.write(value), StandardCharsets.US_ASCII);
    }

    /** Whether the filter holds for something whose fields {@code fields} knows, {@code null} for those it does not have. */
    boolean holds(Function<String, Object> fields) {
        try {
            return holds(filter, fields);
        } catch (Mismatch e) {
            return false;
        }
    }

    private boolean holds(Object expression, Function<String, Object> fields) {
        if (expression == null) {
            return true;
        }
        List<?> list = (List<?>) expression;
        List<?> operands = list.subList(1, list.size());
        return switch ((String) list.get(0)) {
            case "&" -> operands.stream().allMatch(operand -> holds(operand, fields));
            case "|" -> operands.stream().anyMatch(operand -> holds(operand, fields));
            case "!" -> !holds(operands.get(0), fields);
            case "?" -> {
                if (value(operands, fields) instanceof Boolean truth) {
                    yield truth;
                }
                throw new Mismatch();
            }
            case "=[]" -> {
                if (value(operands, fields) instanceof List<?> items) {
                    Object wanted = operands.get(1);
                    yield items.stream().anyMatch(item -> JsonValues.same(item, wanted));
                }
                throw new Mismatch();
            }
            case "=~" -> {
                if (value(operands, fields) instanceof String value) {
                    yield isIn(String.valueOf(operands.get(1)), value);
                }
                throw new Mismatch();
            }
            case "==" -> compare(operands, fields) == 0;
            case "<" -> compare(operands, fields) < 0;
            case ">" -> compare(operands, fields) > 0;
            case "<=" -> compare(operands, fields) <= 0;
            default -> compare(operands, fields) >= 0;
        };
    }

    /** What takes too much effort does not match: the scheduler must not stand still for one rule. */
    private static boolean isIn(String pattern, String text) {
        try {
            return PerlPattern.of(pattern).isIn(text, new Effort(EFFORT));
        } catch (BadPatternException | ClusterException e) {
            throw new Mismatch();
        }
    }

    private static Object value(List<?> operands, Function<String, Object> fields) {
        return fields.apply((String) operands.get(0));
    }

    private int compare(List<?> operands, Function<String, Object> fields) {
        Object value = value(operands, fields);
        Object wanted = operands.get(1);
        if (value instanceof Number number) {
            if (WATERMARK.equals(wanted)) {
                return JsonValues.compare(number, watermark);
            }
            if (wanted instanceof Number other) {
                return JsonValues.compare(number, other);
            }
        }
        if (value instanceof String text && wanted instanceof String other) {
            return text.compareTo(other);
        }
        throw new Mismatch();
    }
}
