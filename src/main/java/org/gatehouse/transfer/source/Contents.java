package org.gatehouse.transfer.source;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.http.ByteRange;
import org.gatehouse.http.ContentCodings;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.MediaRanges;
import org.gatehouse.http.Preconditions;
import org.gatehouse.transfer.body.EntityTag;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * What a request for a disk's bytes gets, decided before anything of the disk is touched.
 *
 * @param status 200, 206 or 304
 * @param coding {@code identity}, {@code gzip} or {@code zstd}
 * @param range what of the disk
 * @param trailer whether the digest follows the bytes
 */
record Contents(int status, String coding, ByteRange range, boolean trailer) {
    static final String TYPE = "application/octet-stream";

    /** RFC 9530, section 4: how much it is wanted, up to 10. */
    private static final Pattern WANTED_DIGEST = Pattern.compile("(?:^|,)[ \\t]*sha-256=(?:[1-9]|10)[ \\t]*(?:;|,|$)");

    /** The codings that there are, those that cost less first. */
    private static final List<String> CODINGS = List.of(ContentCodings.IDENTITY, "zstd", "gzip");

    /** Fails with {@link HttpError}: 406, 412 or 416. */
    static Contents decide(TransferRecord record, HttpServletRequest request) {
        if (!MediaRanges.accept(header(request, "Accept"), TYPE)) {
            throw new HttpError(406, "there is only " + TYPE);
        }
        List<String> offered = new ArrayList<>(CODINGS);
        offered.retainAll(record.codings());
        if (request.getProtocol().equals("HTTP/1.0")) {
            // Whether it is whole can only be told by the length there.
            offered.retainAll(List.of(ContentCodings.IDENTITY));
        }
        String coding = chooseCoding(request, offered)
                .orElseThrow(() -> new HttpError(406, "there is only " + String.join(", ", offered)));
        ByteRange whole = ByteRange.whole(record.size());
        String tag = EntityTag.of(record, coding);
        if (!Preconditions.evaluate(request, tag)) {
            return new Contents(304, coding, whole, false);
        }
        if (!coding.equals(ContentCodings.IDENTITY)) {
            return new Contents(200, coding, whole, takesTrailers(request));
        }
        Optional<ByteRange> range = Preconditions.rangeApplies(request, tag)
                ? ByteRange.parse(header(request, "Range"), record.size())
                : Optional.empty();
        if (range.isPresent() && !range.get().isSatisfiable()) {
            throw new HttpError(416, "the disk has " + record.size() + " bytes")
                    .withHeader("Content-Range", range.get().contentRange());
        }
        return new Contents(range.isPresent() ? 206 : 200, coding, range.orElse(whole), false);
    }

    /**
     * A client that asks for a range counts the disk's bytes: it gets the disk as it is if it takes that at all. Many libraries
     * accept codings by default, in such requests, too.
     */
    private static Optional<String> chooseCoding(HttpServletRequest request, List<String> offered) {
        String accepted = header(request, "Accept-Encoding");
        return request.getHeader("Range") != null
                        && offered.contains(ContentCodings.IDENTITY)
                        && ContentCodings.allowsIdentity(accepted)
                ? Optional.of(ContentCodings.IDENTITY)
                : ContentCodings.choose(accepted, offered);
    }

    /** Whether the client has the disk in this coding already, so that the answer has no body. */
    boolean isNotModified() {
        return status == 304;
    }

    boolean isCoded() {
        return !coding.equals(ContentCodings.IDENTITY);
    }

    /** The headers of the answer; {@code digest} is the whole disk's in base64, if it is known. */
    Map<String, String> headers(TransferRecord record, Optional<String> digest) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Accept, Accept-Encoding");
        headers.put("ETag", EntityTag.of(record, coding));
        if (isNotModified()) {
            return headers;
        }
        headers.put("Content-Type", TYPE);
        headers.put("X-Ganeti-Size", Long.toString(record.size()));
        headers.put("Accept-Ranges", isCoded() ? "none" : "bytes");
        if (isCoded()) {
            headers.put("Content-Encoding", coding);
        } else {
            headers.put("Content-Length", Long.toString(range.length()));
        }
        if (status == 206) {
            headers.put("Content-Range", range.contentRange());
        }
        if (trailer) {
            headers.put("Trailer", "Repr-Digest");
        } else if (!isCoded()) {
            digest.ifPresent(base64 -> headers.put("Repr-Digest", reprDigest(base64)));
        }
        return headers;
    }

    static String reprDigest(String base64) {
        return "sha-256=:" + base64 + ":";
    }

    static String header(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /** Whether the client would like to know the whole disk's digest. */
    static boolean wantsDigest(HttpServletRequest request) {
        String wanted = header(request, "Want-Repr-Digest");
        return wanted != null && WANTED_DIGEST.matcher(wanted).find();
    }

    private static boolean takesTrailers(HttpServletRequest request) {
        String te = header(request, "TE");
        if (te == null) {
            return false;
        }
        for (String coding : te.split(",", -1)) {
            if (coding.strip().equalsIgnoreCase("trailers")) {
                return true;
            }
        }
        return false;
    }
}
