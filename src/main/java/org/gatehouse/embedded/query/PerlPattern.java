package org.gatehouse.embedded.query;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.gatehouse.cluster.ClusterException;

/**
 * A regular expression in Perl's manner, as far as Java's are like Perl's: without recursion, conditions and verbs. Looking
 * for one has a limit, as it has in the library that luxid uses, since a pattern can be made that takes for ever.
 */
final class PerlPattern {
    /** How many characters may be looked at in one search. */
    private static final int EFFORT = 5_000_000;

    private final Pattern pattern;

    private PerlPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static PerlPattern of(String expression) throws Unparsable {
        try {
            return new PerlPattern(Pattern.compile(inJava(expression), Pattern.UNIX_LINES));
        } catch (PatternSyntaxException e) {
            PatternFault fault = PatternFault.find(expression)
                    .orElseGet(() -> new PatternFault(
                            Math.min(expression.length(), Math.max(0, e.getIndex())), "this pattern is not supported"));
            throw new Unparsable("(" + fault.position() + "," + HaskellText.shown(fault.complaint()) + ")");
        }
    }

    /** What is written otherwise in Java: named groups, POSIX classes, and characters that are special in its classes only. */
    private static String inJava(String perl) {
        StringBuilder java = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < perl.length(); i++) {
            char c = perl.charAt(i);
            if (c == '\\' && i + 1 < perl.length()) {
                java.append(c).append(perl.charAt(++i));
            } else if (inClass) {
                i = inClass(perl, i, java);
                inClass = c != ']';
            } else if (c == '[') {
                i = openClass(perl, i, java);
                inClass = true;
            } else if (perl.startsWith("(?P<", i)) {
                java.append("(?<");
                i += 3;
            } else {
                java.append(c);
            }
        }
        return java.toString();
    }

    /** A bracket that comes first in a class stands for itself. */
    private static int openClass(String perl, int start, StringBuilder java) {
        int i = start;
        java.append('[');
        if (perl.startsWith("^", i + 1)) {
            java.append('^');
            i++;
        }
        if (perl.startsWith("]", i + 1)) {
            java.append("\\]");
            i++;
        }
        return i;
    }

    private static int inClass(String perl, int i, StringBuilder java) {
        int end = perl.indexOf(":]", i);
        if (perl.startsWith("[:", i) && end > 0) {
            java.append(posix(perl.substring(i + 2, end)));
            return end + 1;
        }
        char c = perl.charAt(i);
        if (c == '[' || c == '&') {
            java.append('\\');
        }
        java.append(c);
        return i;
    }

    private static String posix(String name) {
        if (name.equals("word")) {
            return "\\w";
        }
        if (name.startsWith("^")) {
            return "\\P{" + javaClass(name.substring(1)) + "}";
        }
        return "\\p{" + javaClass(name) + "}";
    }

    private static String javaClass(String posix) {
        return switch (posix) {
            case "xdigit" -> "XDigit";
            case "ascii" -> "ASCII";
            default -> posix.isEmpty() ? "" : Character.toUpperCase(posix.charAt(0)) + posix.substring(1);
        };
    }

    /** Whether the pattern is somewhere in the text. */
    boolean isIn(String text) {
        try {
            return pattern.matcher(new Watched(text, 0, text.length(), new Effort()))
                    .find();
        } catch (TooMuch | StackOverflowError e) {
            throw ClusterException.refused(
                    "ParameterError", List.of("The regular expression takes too much effort: " + pattern));
        }
    }

    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super(null, null, false, false);
        }
    }

    /** What is left of the effort of one search. */
    private static final class Effort {
        private int left = EFFORT;

        void spend() {
            left--;
            if (left < 0) {
                throw new TooMuch();
            }
        }
    }

    /** A text that lets itself be looked at so often and no more. */
    private record Watched(String text, int start, int end, Effort effort) implements CharSequence {
        @Override
        public char charAt(int index) {
            effort.spend();
            return text.charAt(start + index);
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public boolean isEmpty() {
            return start == end;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Watched(text, start + from, start + to, effort);
        }

        @Override
        public String toString() {
            return text.substring(start, end);
        }
    }
}
