package org.gatehouse.embedded.model;

import java.time.Instant;
import java.util.Map;

/** When an object was made and last changed, in seconds since 1970, and how often it was written. */
public record Stamp(double ctime, double mtime, long serial) {

    /** Of objects that keep no stamp, and of those that are not in the model yet. */
    public static final Stamp NONE = new Stamp(0, 0, 0);

    /** That of an object made now. */
    public static Stamp made(Instant now) {
        double seconds = seconds(now);
        return new Stamp(seconds, seconds, 1);
    }

    /** The next one, for an object changed now. */
    public Stamp changed(Instant now) {
        return new Stamp(ctime, seconds(now), serial + 1);
    }

    private static double seconds(Instant now) {
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    void writeTo(Map<String, Object> json) {
        json.put("ctime", ctime);
        json.put("mtime", mtime);
        json.put("serial_no", serial);
    }

    static Stamp from(Members json) {
        return new Stamp(json.fraction("ctime"), json.fraction("mtime"), json.number("serial_no"));
    }
}
