package org.gatehouse.embedded.query;

import java.util.List;
import java.util.function.BiPredicate;
import org.gatehouse.embedded.pattern.Effort;

/**
 * Applies filters to items of one kind. A field without a value fulfils whatever is said of it, and the opposite of that
 * never: so it is with luxid.
 */
final class Matching<T> {
    private final Fields<T> fields;

    Matching(Fields<T> fields) {
        this.fields = fields;
    }

    /** What decides about items; fails at once if the filter names a field that does not exist. */
    BiPredicate<T, Scope> by(Filter filter) {
        if (filter instanceof Filter.And and) {
            List<BiPredicate<T, Scope>> parts =
                    and.parts().stream().map(this::by).toList();
            return (item, scope) -> parts.stream().allMatch(part -> part.test(item, scope));
        } else if (filter instanceof Filter.Or or) {
            List<BiPredicate<T, Scope>> parts =
                    or.parts().stream().map(this::by).toList();
            return (item, scope) -> parts.stream().anyMatch(part -> part.test(item, scope));
        } else if (filter instanceof Filter.Not not) {
            return by(not.part()).negate();
        } else if (filter instanceof Filter.True is) {
            return test(is.field(), (value, hostName, effort) -> isTrue(value));
        } else if (filter instanceof Filter.Equal equal) {
            return test(equal.field(), (value, hostName, effort) -> isEqual(value, equal.value(), hostName));
        } else if (filter instanceof Filter.Order order) {
            return test(
                    order.field(), (value, hostName, effort) -> order.relation().holds(compare(value, order.value())));
        } else if (filter instanceof Filter.Match match) {
            return test(
                    match.field(), (value, hostName, effort) -> match.pattern().isIn(text(value), effort));
        } else if (filter instanceof Filter.Contains contains) {
            return test(contains.field(), (value, hostName, effort) -> contains(value, contains.value()));
        }
        return (item, scope) -> true;
    }

    private interface Test {
        boolean holds(Object value, boolean hostName, Effort effort);
    }

    private BiPredicate<T, Scope> test(String name, Test test) {
        Field<T> field =
                fields.find(name).orElseThrow(() -> Refusals.parameter("Can't find field named '" + name + "'"));
        boolean hostName = field.comparing() == Field.Comparing.HOST_NAME;
        boolean time = field.comparing() == Field.Comparing.TIME;
        return (item, scope) -> {
            Effort effort = scope.effort();
            effort.spend();
            Cell cell = field.read(item, scope);
            return !cell.isNormal() || test.holds(time ? seconds(cell.value()) : cell.value(), hostName, effort);
        };
    }

    private static Object seconds(Object time) {
        return time instanceof List<?> pair && !pair.isEmpty() ? pair.get(0) : time;
    }

    private static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw Refusals.parameter("Unexpected value '" + HaskellText.json(value) + "' in boolean context");
    }

    private static boolean isEqual(Object value, Object wanted, boolean hostName) {
        if (compare(value, wanted) == 0) {
            return true;
        }
        return hostName && value instanceof String name && isShort((String) wanted, name);
    }

    /** Whether a name was shortened at one of its dots. */
    static boolean isShort(String start, String name) {
        return name.length() > start.length() && name.charAt(start.length()) == '.' && name.startsWith(start);
    }

    private static int compare(Object value, Object wanted) {
        if (value instanceof String text && wanted instanceof String other) {
            return NiceOrder.codePoints(text, other);
        }
        if (value instanceof Number number && wanted instanceof Number other) {
            return Numbers.compare(number, other);
        }
        throw Refusals.parameter("Invalid types in comparison, trying to compare " + HaskellText.json(value) + " with '"
                + shown(wanted) + "'");
    }

    private static String shown(Object wanted) {
        if (wanted instanceof String text) {
            return "QuotedString " + HaskellText.shown(text);
        }
        String number = Numbers.spell((Number) wanted);
        return "NumericValue " + (number.startsWith("-") ? "(" + number + ")" : number);
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw Refusals.parameter("Invalid field value used in regexp matching, expecting string but got '"
                + HaskellText.json(value) + "'");
    }

    private static boolean contains(Object value, Object wanted) {
        if (!(value instanceof List<?> list)) {
            throw Refusals.unreadable(value, "list");
        }
        boolean texts = wanted instanceof String;
        for (Object element : list) {
            if (texts ? !(element instanceof String) : !(element instanceof Number)) {
                checkElement(list, element, texts);
            }
        }
        return list.stream().anyMatch(wanted::equals)
                || (!texts && list.stream().anyMatch(element -> compare(element, wanted) == 0));
    }

    /** A text is a list of characters to luxid, so that an empty list is an empty text. */
    private static void checkElement(List<?> list, Object element, boolean texts) {
        if (!texts) {
            throw Refusals.unreadable(list, "Integer");
        }
        if (!(element instanceof List<?> characters)) {
            throw Refusals.unreadable(list, "String");
        }
        if (!characters.isEmpty()) {
            throw Refusals.unreadable(list, "Char");
        }
    }
}
