package org.gatehouse.opcode;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Ganeti release, {@code 3.0.2} say; suffixes such as {@code ~rc1} do not count. */
public record GanetiVersion(int major, int minor, int revision) implements Comparable<GanetiVersion> {
    private static final Pattern SPELLING = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?.*");
    private static final Comparator<GanetiVersion> ORDER = Comparator.comparingInt(GanetiVersion::major)
            .thenComparingInt(GanetiVersion::minor)
            .thenComparingInt(GanetiVersion::revision);

    /** The oldest release whose behaviour Gatehouse knows, and what it assumes until the cluster has said its own. */
    public static final GanetiVersion BASELINE = new GanetiVersion(3, 0, 2);

    /** Reads {@code 3.1}, {@code 3.0.2} or {@code 3.1.0~rc2}; throws {@link IllegalArgumentException} for anything else. */
    public static GanetiVersion parse(String text) {
        Matcher matcher = SPELLING.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a Ganeti version: " + text);
        }
        String revision = matcher.group(3);
        return new GanetiVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                revision == null ? 0 : Integer.parseInt(revision));
    }

    /** Whether this release is {@code other} or a later one. */
    public boolean atLeast(GanetiVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(GanetiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + revision;
    }
}
