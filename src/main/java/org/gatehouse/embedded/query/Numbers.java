package org.gatehouse.embedded.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers as luxid treats them: all are fractions of integers, and a whole one is an integer however it was written. */
final class Numbers {
    private Numbers() {}

    /** A whole number without a fraction. */
    static Object plain(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
        return whole ? (Object) (long) value : (Object) value;
    }

    /** The object with every whole number in it as an integer. */
    static Map<String, Object> plain(Map<String, Object> object) {
        Map<String, Object> plain = new LinkedHashMap<>(object);
        plain.replaceAll((name, value) -> value instanceof Double fraction ? plain(fraction.doubleValue()) : value);
        return plain;
    }

    static BigDecimal exact(Number number) {
        if (number instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        return number instanceof Double || number instanceof Float
                ? new BigDecimal(number.toString())
                : BigDecimal.valueOf(number.longValue());
    }

    static int compare(Number a, Number b) {
        if (isLong(a) && isLong(b)) {
            return Long.compare(a.longValue(), b.longValue());
        }
        return exact(a).compareTo(exact(b));
    }

    private static boolean isLong(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    /** Whether JSON's number is one at all and no fraction. */
    static boolean isWhole(Number number) {
        if (number instanceof Double fraction) {
            return fraction == Math.rint(fraction) && !Double.isInfinite(fraction);
        }
        return true;
    }

    static BigInteger whole(Number number) {
        return exact(number).toBigIntegerExact();
    }

    /** A fraction in lowest terms, as Haskell shows it: {@code 3 % 2}. */
    static String ratio(Number number) {
        BigDecimal value = exact(number).stripTrailingZeros();
        BigInteger denominator = BigInteger.TEN.pow(Math.max(0, value.scale()));
        BigInteger numerator = value.multiply(new BigDecimal(denominator)).toBigInteger();
        BigInteger common = numerator.gcd(denominator);
        BigInteger top = numerator.divide(common);
        return (top.signum() < 0 ? "(" + top + ")" : top.toString()) + " % " + denominator.divide(common);
    }

    /** As luxid writes a number: integers in full, other ones as Haskell shows a {@code Double}. */
    static String spell(Number number) {
        if (number instanceof Double fraction && (fraction.isNaN() || fraction.isInfinite())) {
            return number.toString();
        }
        if (isWhole(number)) {
            return whole(number).toString();
        }
        BigDecimal value = new BigDecimal(number.toString()).stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -1 && exponent < 7) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        String rest = digits.length() == 1 ? "0" : digits.substring(1);
        return (value.signum() < 0 ? "-" : "") + digits.charAt(0) + "." + rest + "e" + exponent;
    }
}
