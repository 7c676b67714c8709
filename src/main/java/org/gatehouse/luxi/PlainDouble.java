package org.gatehouse.luxi;

import java.math.BigDecimal;

/** Spells fractions as Python does, because that is what luxid's other clients write: {@code 0.1}, {@code 3.0}, {@code 1e+16}. */
final class PlainDouble {
    private PlainDouble() {}

    static String spell(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            String mantissa = exact.scaleByPowerOfTen(-exponent).toPlainString();
            return mantissa + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = exact.toPlainString();
        return exact.scale() > 0 ? plain : plain + ".0";
    }
}
