package org.gatehouse.rapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.PythonText;

/**
 * Where Ganeti's daemon does not expect a kind of body, its interpreter fails and the client gets a 500 with the
 * interpreter's words (Python 3.11). Existing clients may know them, so they are kept.
 */
final class PythonFaults {
    private PythonFaults() {}

    /** What looking up a member by name in something that is no object ends with. */
    static HttpError subscript(Object value) {
        if (value instanceof List) {
            return new HttpError(500, "list indices must be integers or slices, not str");
        }
        if (value instanceof String) {
            return new HttpError(500, "string indices must be integers, not 'str'");
        }
        return new HttpError(500, "'" + PythonText.typeName(value) + "' object is not subscriptable");
    }

    /** What calling a method on something that does not have it ends with. */
    static HttpError attribute(Object value, String name) {
        return new HttpError(500, "'" + PythonText.typeName(value) + "' object has no attribute '" + name + "'");
    }

    /** What going through the elements of something that has none ends with. */
    static HttpError iteration(Object value) {
        return new HttpError(500, "'" + PythonText.typeName(value) + "' object is not iterable");
    }

    /** What looking for a list or an object in a dictionary ends with. */
    static HttpError hashing(Object value) {
        return new HttpError(500, "unhashable type: '" + PythonText.typeName(value) + "'");
    }

    /** What looking for something in a value that holds nothing ends with. */
    static HttpError membership(Object value) {
        return new HttpError(500, "argument of type '" + PythonText.typeName(value) + "' is not iterable");
    }

    /** The elements of whatever Python can go through: a list's elements, an object's names, a text's characters. */
    static List<Object> elements(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return List.copyOf(map.keySet());
        }
        if (value instanceof String text) {
            return text.codePoints().<Object>mapToObj(Character::toString).toList();
        }
        throw iteration(value);
    }

    /** Whether Python takes the value for true in a condition. */
    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return value instanceof Map<?, ?> map && !map.isEmpty();
    }

    /** Whether the value equals a small integer; {@code true} equals 1, and 1.0 does. */
    static boolean equalsInteger(Object value, int number) {
        if (value instanceof Boolean truth) {
            return number == (truth ? 1 : 0);
        }
        return value instanceof Number given && given.doubleValue() == number;
    }
}
