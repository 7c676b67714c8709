package org.gatehouse.cluster;

/** A job's number, kept as the digits it was written with because Ganeti accepts any number of them. */
public record JobId(String digits) {

    public JobId {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a job id: " + digits);
        }
    }

    /** The id with this number. */
    public static JobId of(long number) {
        return new JobId(Long.toString(number));
    }
}
