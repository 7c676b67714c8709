package org.gatehouse.embedded.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates what a search may cost without looking at a character, which {@link Effort} would not see: repetitions of nothing, and
 * combinations of alternatives that match nothing.
 */
final class PatternCost {
    /** The largest count that Perl's library takes in braces. */
    private static final int LARGEST_COUNT = 65_535;

    private static final long LARGEST_SIZE = 100_000;
    private static final long MOST_COMBINATIONS = 100_000;

    private final String pattern;
    private final Deque<Group> open = new ArrayDeque<>();
    private Group group = new Group();
    private long lastSize;
    private long combinations = 1;
    private int position;

    private PatternCost(String pattern) {
        this.pattern = pattern;
    }

    /** One pair of parentheses. */
    private static final class Group {
        private long size;
        private long freeAlternatives;
    }

    /** Fails with Perl's own complaint if the pattern could cost too much. */
    static void check(String pattern) throws BadPatternException {
        new PatternCost(pattern).run();
    }

    private void run() throws BadPatternException {
        while (position < pattern.length()) {
            step(pattern.charAt(position));
            if (group.size > LARGEST_SIZE || lastSize > LARGEST_SIZE || combinations > MOST_COMBINATIONS) {
                throw new BadPatternException(position, "regular expression is too large");
            }
        }
        while (!open.isEmpty()) {
            close();
        }
        count(group);
        if (combinations > MOST_COMBINATIONS) {
            throw new BadPatternException(pattern.length(), "regular expression is too large");
        }
    }

    private void step(char c) throws BadPatternException {
        position++;
        switch (c) {
            case '\\' -> {
                position++;
                atom(1);
            }
            case '[' -> {
                skipClass();
                atom(1);
            }
            case '(' -> {
                open.push(group);
                group = new Group();
                noteAlternative();
            }
            case ')' -> close();
            case '|' -> noteAlternative();
            case '{' -> repeat();
            default -> atom(1);
        }
    }

    private void atom(long size) {
        lastSize = size;
        group.size += size;
    }

    private void close() {
        if (open.isEmpty()) {
            return;
        }
        Group closed = group;
        count(closed);
        group = open.pop();
        atom(Math.max(1, closed.size));
    }

    private void count(Group counted) {
        // No group has more alternatives than there are characters, so this does not overflow.
        combinations = Math.min(combinations, MOST_COMBINATIONS + 1) * Math.max(1, counted.freeAlternatives);
    }

    /** Counts what begins here, if it may match without a character being looked at. */
    private void noteAlternative() {
        boolean named = pattern.startsWith("?", position);
        char next = position < pattern.length() ? pattern.charAt(position) : ')';
        if (named || "|)^$(\\".indexOf(next) >= 0) {
            group.freeAlternatives++;
        }
    }

    private void repeat() throws BadPatternException {
        int end = pattern.indexOf('}', position);
        String counts = end < 0 ? "" : pattern.substring(position, end);
        if (!counts.matches("\\d+(,\\d*)?")) {
            atom(1);
            return;
        }
        long most = 1;
        for (String count : counts.split(",", -1)) {
            if (count.length() > 9 || (!count.isEmpty() && Long.parseLong(count) > LARGEST_COUNT)) {
                throw new BadPatternException(end, "number too big in {} quantifier");
            }
            most = count.isEmpty() ? most : Math.max(most, Long.parseLong(count));
        }
        position = end + 1;
        long more = lastSize * (most - 1);
        group.size += more;
        lastSize += more;
    }

    private void skipClass() {
        int end = position;
        // A bracket that comes first stands for itself.
        end += pattern.startsWith("^", end) ? 1 : 0;
        end += pattern.startsWith("]", end) ? 1 : 0;
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            end += pattern.charAt(end) == '\\' ? 2 : 1;
        }
        position = Math.min(pattern.length(), end + 1);
    }
}
