package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.pattern.BadPatternException;
import org.gatehouse.embedded.pattern.PerlPattern;
import org.gatehouse.embedded.query.Filter.Relation;

/** Makes a {@link Filter} of JSON values. */
final class FilterParser {
    private static final Map<String, Relation> RELATIONS =
            Map.of("<", Relation.LESS, "<=", Relation.AT_MOST, ">", Relation.GREATER, ">=", Relation.AT_LEAST);

    private FilterParser() {}

    static Filter parse(Object json) throws Unparsable {
        if (json == null) {
            return new Filter.Everything();
        }
        if (!(json instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof String operator)) {
            throw new Unparsable(
                    "Cannot deserialise filter: expected array [string, args], got " + HaskellText.json(json));
        }
        List<?> operands = list.subList(1, list.size());
        return switch (operator) {
            case "&" -> new Filter.And(parts(operands));
            case "|" -> new Filter.Or(parts(operands));
            case "!" -> new Filter.Not(parse(single(operands, "filter")));
            case "?" -> new Filter.True(text(single(operands, "fieldname")));
            case "=", "==" -> new Filter.Equal(field(operands), value(operands));
            case "!=" -> new Filter.Not(new Filter.Equal(field(operands), value(operands)));
            case "<", "<=", ">", ">=" -> new Filter.Order(field(operands), RELATIONS.get(operator), value(operands));
            case "=~" -> new Filter.Match(field(operands), pattern(text(operands.get(1))));
            case "=[]" -> new Filter.Contains(field(operands), value(operands));
            default -> throw new Unparsable("Unknown filter operand '" + operator + "'");
        };
    }

    private static List<Filter> parts(List<?> operands) throws Unparsable {
        List<Filter> parts = new ArrayList<>(operands.size());
        for (Object operand : operands) {
            parts.add(parse(operand));
        }
        return parts;
    }

    private static Object single(List<?> operands, String what) throws Unparsable {
        if (operands.size() != 1) {
            throw new Unparsable(
                    "Cannot deserialise field, expected [" + what + "] but got " + HaskellText.json(operands));
        }
        return operands.get(0);
    }

    /** The first of two operands. */
    private static String field(List<?> operands) throws Unparsable {
        if (operands.size() != 2) {
            throw new Unparsable("Cannot deserialise field/value pair, expected [fieldname, value] but got "
                    + HaskellText.json(operands));
        }
        return text(operands.get(0));
    }

    /** The second of two operands: a string or an integer. */
    private static Object value(List<?> operands) throws Unparsable {
        Object value = operands.get(1);
        if (value instanceof String) {
            return value;
        }
        if (!(value instanceof Number number)) {
            throw new Unparsable(
                    "Cannot deserialise filter value, expecting string or integer, got " + HaskellText.json(value));
        }
        if (!Numbers.isWhole(number)) {
            throw new Unparsable("Cannot deserialise numeric filter value, expecting integral but got a fractional"
                    + " value: " + Numbers.ratio(number));
        }
        return number instanceof Double ? Numbers.whole(number) : number;
    }

    private static PerlPattern pattern(String expression) throws Unparsable {
        try {
            return PerlPattern.of(expression);
        } catch (BadPatternException e) {
            throw new Unparsable("(" + e.position() + "," + HaskellText.shown(e.getMessage()) + ")");
        }
    }

    static String text(Object value) throws Unparsable {
        if (value instanceof String text) {
            return text;
        }
        throw new Unparsable("Unable to read String");
    }
}
