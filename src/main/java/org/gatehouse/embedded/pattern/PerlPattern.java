package org.gatehouse.embedded.pattern;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Perl's manner, as far as Java's are like Perl's: without recursion, conditions and verbs. Its length and
 * the effort of a search are limited, as they are in the library that luxid uses, since a pattern can be made that takes for ever.
 */
public final class PerlPattern {
    private static final int LONGEST = 4096;

    /** An empty group. Java prepares the search for a pattern that begins with text, in a time that grows with the square of its length. */
    private static final String PREFIX = "(?:)";

    private final Pattern pattern;

    private PerlPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The pattern that is written so. */
    public static PerlPattern of(String expression) throws BadPatternException {
        if (expression.length() > LONGEST) {
            throw new BadPatternException(LONGEST, "regular expression is too large");
        }
        try {
            Pattern pattern = Pattern.compile(prefix(expression) + inJava(expression), Pattern.UNIX_LINES);
            PatternCost.check(expression);
            return new PerlPattern(pattern);
        } catch (PatternSyntaxException e) {
            PatternFault fault = PatternFault.find(expression)
                    .orElseGet(() -> new PatternFault(place(expression, e), "this pattern is not supported"));
            throw new BadPatternException(fault.position(), fault.complaint());
        }
    }

    private static int place(String expression, PatternSyntaxException fault) {
        int index = fault.getIndex() - prefix(expression).length();
        return Math.min(expression.length(), Math.max(0, index));
    }

    /** What comes first must not become what a quantifier repeats. */
    private static String prefix(String expression) {
        return !expression.isEmpty() && "*+?{".indexOf(expression.charAt(0)) >= 0 ? "" : PREFIX;
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

    /** Whether the pattern is somewhere in the text. Fails with {@link org.gatehouse.cluster.ClusterException} if that takes too much. */
    public boolean isIn(String text, Effort effort) {
        try {
            return pattern.matcher(new Watched(text, 0, text.length(), effort)).find();
        } catch (StackOverflowError e) {
            throw Effort.tooMuch("The regular expression needs too much memory");
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
