package org.gatehouse.container.tomcat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * Finds requests with both {@code Transfer-Encoding} and {@code Content-Length} (RFC 9112, 6.3, item 3). Tomcat drops
 * the length before any valve sees it, so the header block is read again where Tomcat parsed it: every header value
 * points into the connection's buffer, and the block starts at the buffer's beginning.
 */
final class DoubleFraming {
    private DoubleFraming() {}

    static boolean isIn(Request request) {
        MessageBytes coding = request.getMimeHeaders().getValue("transfer-encoding");
        if (coding == null || coding.getByteChunk().isNull()) {
            return false;
        }
        ByteChunk value = coding.getByteChunk();
        int known = value.getEnd();
        String block = new String(value.getBuffer(), 0, value.getBuffer().length, StandardCharsets.ISO_8859_1);
        int end = block.indexOf("\n\r\n", known);
        String headers = (end < 0 ? block : block.substring(0, end)).toLowerCase(Locale.ROOT);
        return headers.contains("\ncontent-length:");
    }
}
