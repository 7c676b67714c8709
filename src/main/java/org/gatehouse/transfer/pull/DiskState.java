package org.gatehouse.transfer.pull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of the source's disk when the pull began: an answer about another is of no use.
 *
 * @param tag the entity tag; empty if the source tells none
 * @param size in bytes
 */
record DiskState(String tag, long size) {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    /** Whether {@code If-Range} can be said with the tag. */
    boolean strong() {
        return tag.startsWith("\"");
    }

    /** Fails if the answer is of another disk than this. Coded answers have tags of their own. */
    void check(Courier.Answer answer) throws PullException {
        String coding = answer.header("Content-Encoding");
        if (coding.isEmpty() || coding.equals("identity")) {
            checkTag(answer.header("ETag"));
        }
        String said = answer.header("X-Ganeti-Size");
        if (said.matches("[0-9]{1,18}")) {
            checkSize(Long.parseLong(said));
        }
    }

    void checkTag(String other) throws PullException {
        if (!tag.isEmpty() && !other.isEmpty() && !other.equals(tag)) {
            throw changed("its entity tag is " + Failures.printable(other) + " and was " + Failures.printable(tag));
        }
    }

    void checkSize(long other) throws PullException {
        if (other != size) {
            throw changed("it has " + other + " bytes, not " + size);
        }
    }

    /** Fails unless the answer is of these bytes and no others. */
    void checkRange(Courier.Answer answer, long from, long to) throws PullException {
        check(answer);
        Matcher range = RANGE.matcher(answer.header("Content-Range"));
        if (!range.matches()) {
            throw new PullException(PullException.Kind.PROTOCOL, "the source does not say which range it sends", null);
        }
        checkSize(Long.parseLong(range.group(3)));
        String coding = answer.header("Content-Encoding");
        boolean asked = Long.parseLong(range.group(1)) == from
                && Long.parseLong(range.group(2)) == to - 1
                && answer.number("Content-Length", to - from) == to - from;
        if (!asked || !(coding.isEmpty() || coding.equals("identity"))) {
            throw new PullException(
                    PullException.Kind.PROTOCOL, "the source sends another range than it was asked for", null);
        }
    }

    private static PullException changed(String how) {
        return new PullException(PullException.Kind.SOURCE_CHANGED, "the source's disk has changed: " + how, null);
    }
}
