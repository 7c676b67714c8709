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
import org.gatehouse.transfer.body.EntityTag;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * What a request for a disk's bytes gets, decided before anything of the disk is touched.
 *
 * @param status 200 or 206
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

    /** Fails with {@link HttpError}: 406 or 416. */
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
        String coding = ContentCodings.choose(header(request, "Accept-Encoding"), offered)
                .orElseThrow(() -> new HttpError(406, "there is only " + String.join(", ", offered)));
        ByteRange whole = ByteRange.whole(record.size());
        if (!coding.equals(ContentCodings.IDENTITY)) {
            return new Contents(200, coding, whole, takesTrailers(request));
        }
        String condition = header(request, "If-Range");
        Optional<ByteRange> range = condition == null || condition.strip().equals(EntityTag.of(record, coding))
                ? ByteRange.parse(header(request, "Range"), record.size())
                : Optional.empty();
        if (range.isPresent() && !range.get().isSatisfiable()) {
            throw new HttpError(416, "the disk has " + record.size() + " bytes")
                    .withHeader("Content-Range", range.get().contentRange());
        }
        return new Contents(range.isPresent() ? 206 : 200, coding, range.orElse(whole), false);
    }

    boolean isCoded() {
        return !coding.equals(ContentCodings.IDENTITY);
    }

    /** The headers of the answer; {@code digest} is the whole disk's in base64, if it is known. */
    Map<String, String> headers(TransferRecord record, Optional<String> digest) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", TYPE);
        headers.put("Vary", "Accept, Accept-Encoding");
        headers.put("X-Ganeti-Size", Long.toString(record.size()));
        headers.put("ETag", EntityTag.of(record, coding));
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
