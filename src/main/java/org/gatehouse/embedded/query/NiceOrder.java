package org.gatehouse.embedded.query;

import java.util.Comparator;

/** Ganeti's order of names: numbers inside them count by their value, so that {@code inst2} is before {@code inst10}. */
final class NiceOrder implements Comparator<String> {
    static final NiceOrder NICE = new NiceOrder();

    private NiceOrder() {}

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            boolean number = isDigit(a.charAt(i));
            if (number != isDigit(b.charAt(j))) {
                return number ? -1 : 1;
            }
            int endOfA = endOfPart(a, i, number);
            int endOfB = endOfPart(b, j, number);
            int order = number ? numbers(a, i, endOfA, b, j, endOfB) : texts(a, i, endOfA, b, j, endOfB);
            if (order != 0) {
                return order;
            }
            i = endOfA;
            j = endOfB;
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int endOfPart(String text, int start, boolean number) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end)) == number) {
            end++;
        }
        return end;
    }

    private static int numbers(String a, int startOfA, int endOfA, String b, int startOfB, int endOfB) {
        int i = skipZeros(a, startOfA, endOfA);
        int j = skipZeros(b, startOfB, endOfB);
        int longer = Integer.compare(endOfA - i, endOfB - j);
        return longer != 0 ? longer : texts(a, i, endOfA, b, j, endOfB);
    }

    private static int skipZeros(String text, int start, int end) {
        int i = start;
        while (i < end && text.charAt(i) == '0') {
            i++;
        }
        return i;
    }

    private static int texts(String a, int startOfA, int endOfA, String b, int startOfB, int endOfB) {
        int i = startOfA;
        int j = startOfB;
        while (i < endOfA && j < endOfB) {
            if (a.charAt(i) != b.charAt(j)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(j));
            }
            i++;
            j++;
        }
        return Integer.compare(endOfA - i, endOfB - j);
    }

    /** Texts by their code points, as filters compare them. */
    static int codePoints(String a, String b) {
        return texts(a, 0, a.length(), b, 0, b.length());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
