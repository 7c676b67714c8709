package org.gatehouse.opcode;

import java.util.List;
import java.util.Map;

/**
 * What values a parameter takes. The checks accept and refuse what those of Ganeti's daemon do, oddities of its language
 * included: {@code true} is a 1 where numbers are listed, text is a sequence of characters where any sequence will do.
 */
sealed interface ParameterType permits BasicType, ParameterType.Composite {

    /**
     * Whether {@code value}, a value as JSON has them, is of this type. Throws {@link OpcodeException} where Ganeti's own
     * check fails instead of answering.
     */
    boolean accepts(Object value);

    /** Whether values of this type have parts that must never be shown. */
    boolean secret();

    /** A type made of other types, or of listed values. */
    sealed interface Composite extends ParameterType {
        @Override
        default boolean secret() {
            return false;
        }
    }

    /** One of {@code values}, each a string or an integer; {@code hashing} is whether a list or an object is an error. */
    record Listed(List<Object> values, boolean hashing) implements Composite {
        @Override
        public boolean accepts(Object value) {
            if (hashing) {
                PythonValue.requireHashable(value);
            }
            return values.stream().anyMatch(each -> PythonValue.equal(each, value));
        }
    }

    /** What at least one of {@code types} accepts; they are asked in order. */
    record Either(List<ParameterType> types) implements Composite {
        @Override
        public boolean accepts(Object value) {
            return types.stream().anyMatch(type -> type.accepts(value));
        }

        @Override
        public boolean secret() {
            return types.stream().anyMatch(ParameterType::secret);
        }
    }

    /** An integer of {@code atLeast} or more, and less than {@code below} if that is not {@link Long#MAX_VALUE}. */
    record Within(long atLeast, long below) implements Composite {
        @Override
        public boolean accepts(Object value) {
            return BasicType.INT.accepts(value)
                    && PythonValue.compare(value, atLeast) >= 0
                    && (below == Long.MAX_VALUE || PythonValue.compare(value, below) < 0);
        }
    }

    /** An array of items of one type. */
    record ListOf(ParameterType item) implements Composite {
        @Override
        public boolean accepts(Object value) {
            return value instanceof List<?> list && list.stream().allMatch(item::accepts);
        }

        @Override
        public boolean secret() {
            return item.secret();
        }
    }

    /** Anything that can be made a set of, with items of one type. */
    record SetOf(ParameterType item) implements Composite {
        @Override
        public boolean accepts(Object value) {
            List<?> items = PythonValue.items(value);
            items.forEach(PythonValue::requireHashable);
            return items.stream().allMatch(item::accepts);
        }

        @Override
        public boolean secret() {
            return item.secret();
        }
    }

    /** An array with one item for each of {@code types}; unless {@code strict}, any sequence of that length. */
    record TupleOf(List<ParameterType> types, boolean strict) implements Composite {
        @Override
        public boolean accepts(Object value) {
            if (strict && !(value instanceof List<?>)) {
                return false;
            }
            PythonValue.requireLength(value);
            List<?> items = PythonValue.items(value);
            if (items.size() != types.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!types.get(i).accepts(items.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean secret() {
            return types.stream().anyMatch(ParameterType::secret);
        }
    }

    /** An object with keys of one type and values of another. */
    record DictOf(ParameterType key, ParameterType item) implements Composite {
        @Override
        public boolean accepts(Object value) {
            return value instanceof Map<?, ?> map
                    && map.keySet().stream().allMatch(key::accepts)
                    && map.values().stream().allMatch(item::accepts);
        }

        @Override
        public boolean secret() {
            return key.secret() || item.secret();
        }
    }

    /** A type whose values must never be shown. */
    record Private(ParameterType type) implements Composite {
        @Override
        public boolean accepts(Object value) {
            return type.accepts(value);
        }

        @Override
        public boolean secret() {
            return true;
        }
    }
}
