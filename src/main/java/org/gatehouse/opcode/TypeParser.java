package org.gatehouse.opcode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the type expressions of the catalogue, whose head documents them. */
final class TypeParser {
    private final String text;
    private final Map<String, ParameterType> named;
    private int position;

    private TypeParser(String text, Map<String, ParameterType> named) {
        this.text = text;
        this.named = named;
    }

    /**
     * The type that {@code text} says. {@code named} holds the aliases, and the listed values under {@code enum:} and
     * their name. Throws {@link IllegalArgumentException} if the expression is wrong.
     */
    static ParameterType parse(String text, Map<String, ParameterType> named) {
        TypeParser parser = new TypeParser(text, named);
        ParameterType type = parser.type();
        if (parser.position != text.length()) {
            throw parser.wrong("end expected");
        }
        return type;
    }

    private ParameterType type() {
        String word = word();
        if (!next('(')) {
            return single(word);
        }
        ParameterType type = switch (word) {
            case "maybe" -> new ParameterType.Either(List.of(BasicType.NULL, type()));
            case "or" -> new ParameterType.Either(types());
            case "and" -> below();
            case "ge0" -> integer(0);
            case "gt0" -> integer(1);
            case "list" -> new ParameterType.ListOf(type());
            case "set" -> new ParameterType.SetOf(type());
            case "tuple" -> new ParameterType.TupleOf(types(), true);
            case "items" -> new ParameterType.TupleOf(types(), false);
            case "dict" -> dict();
            case "private" -> new ParameterType.Private(type());
            case "mods" -> modifications(type());
            default -> throw wrong("no such type");
        };
        expect(')');
        return type;
    }

    private ParameterType single(String word) {
        ParameterType alias = named.get(word);
        return alias != null ? alias : BasicType.findByWord(word).orElseThrow(() -> wrong("no such type"));
    }

    private List<ParameterType> types() {
        List<ParameterType> types = new ArrayList<>();
        do {
            types.add(type());
        } while (next(','));
        return List.copyOf(types);
    }

    private ParameterType dict() {
        ParameterType key = type();
        expect(',');
        return new ParameterType.DictOf(key, type());
    }

    private ParameterType integer(long atLeast) {
        if (type() != BasicType.INT) {
            throw wrong("int expected");
        }
        return new ParameterType.Within(atLeast, Long.MAX_VALUE);
    }

    private ParameterType below() {
        ParameterType base = type();
        expect(',');
        String bound = word();
        if (base instanceof ParameterType.Within within && bound.matches("lt[0-9]{1,9}")) {
            return new ParameterType.Within(within.atLeast(), Long.parseLong(bound.substring(2)));
        }
        throw wrong("a bounded integer and a bound expected");
    }

    // What is done, to which one, and its settings; or the older form, where the first two are one.
    private ParameterType modifications(ParameterType settings) {
        ParameterType index = new ParameterType.Either(List.of(BasicType.INT, BasicType.STR));
        ParameterType target = new ParameterType.Either(
                List.of(single("enum:DdmSimple"), new ParameterType.Within(0, Long.MAX_VALUE)));
        return new ParameterType.Either(List.of(
                new ParameterType.ListOf(
                        new ParameterType.TupleOf(List.of(single("enum:DdmWithModify"), index, settings), false)),
                new ParameterType.ListOf(new ParameterType.TupleOf(List.of(target, settings), false))));
    }

    private String word() {
        int start = position;
        while (position < text.length() && "(),".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        if (position == start) {
            throw wrong("a word expected");
        }
        return text.substring(start, position);
    }

    private boolean next(char mark) {
        boolean there = position < text.length() && text.charAt(position) == mark;
        if (there) {
            position++;
        }
        return there;
    }

    private void expect(char mark) {
        if (!next(mark)) {
            throw wrong("'" + mark + "' expected");
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " at " + position + " of type " + text);
    }
}
