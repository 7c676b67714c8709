package org.gatehouse.luxi;

import java.math.BigInteger;
import org.gatehouse.cluster.JobId;

/** Reads job ids as luxid writes them: integers, or strings of digits. */
final class JobNumbers {
    private JobNumbers() {}

    static JobId of(Object value) {
        if (value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof String) {
            try {
                return new JobId(value.toString());
            } catch (IllegalArgumentException e) {
                throw LuxiErrors.broken("the result is not a job id", e);
            }
        }
        throw LuxiErrors.broken("the result is not a job id");
    }
}
