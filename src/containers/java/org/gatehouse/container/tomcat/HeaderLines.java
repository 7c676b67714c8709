package org.gatehouse.container.tomcat;

import java.nio.ByteBuffer;

/**
 * Looks at a request header before Tomcat does, which takes header lines that go on in the next line, lines that end without a carriage
 * return, tabs in the request line, and requests without a version. A client that sends such, RFC 9112 lets a server refuse. For one connection and one thread.
 */
final class HeaderLines {
    private enum Line {
        FIRST,
        NEXT,
        NONE
    }

    private Line line = Line.FIRST;
    private boolean empty = true;
    private byte last;
    private boolean wrong;
    private int words;
    private boolean ended;
    private boolean versionMissing;

    /** Another request may begin. */
    void begin() {
        line = Line.FIRST;
        empty = true;
        last = 0;
        wrong = false;
        words = 0;
        ended = false;
        versionMissing = false;
    }

    /** True if the header, as far as it is read, is not to be accepted. */
    boolean isWrong() {
        return wrong;
    }

    /** True if the request line is one of HTTP/0.9, which has no answer with a status. */
    boolean isVersionMissing() {
        return versionMissing;
    }

    /** Looks at what was read into the buffer between two positions; what follows the header is passed over. */
    void read(ByteBuffer buffer, int from, int to) {
        for (int i = from; i < to && line != Line.NONE; i++) {
            look(buffer.get(i));
        }
    }

    private void look(byte letter) {
        if (letter == '\n') {
            wrong |= last != '\r';
            if (!empty) {
                // A word alone, with no blank after it, Tomcat refuses.
                versionMissing |= line == Line.FIRST && (words == 2 || (words == 1 && ended));
                line = Line.NEXT;
            } else if (line == Line.NEXT) {
                line = Line.NONE;
            }
            empty = true;
        } else if (letter != '\r') {
            boolean blank = letter == ' ' || letter == '\t';
            if (line == Line.FIRST && !blank && (words == 0 || ended)) {
                words++;
            }
            ended = blank;
            wrong |= line == Line.FIRST ? letter == '\t' : empty && blank;
            empty = false;
        }
        last = letter;
    }
}
