package org.gatehouse.transfer.source;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.http.Json;

/**
 * How a client says that a transfer is finished: the body of {@code POST …/done}, and what is kept of it.
 *
 * @param success whether it has everything; empty if it did not say
 * @param bytes how many bytes it has
 * @param sha256 of the whole disk, in lower-case hexadecimal digits
 * @param message anything else, at most {@value #LONGEST_MESSAGE} characters
 */
record DoneMark(Optional<Boolean> success, OptionalLong bytes, Optional<String> sha256, Optional<String> message) {
    private static final int LONGEST_MESSAGE = 1000;

    static DoneMark unknown() {
        return new DoneMark(Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    /** Reads a body; empty if it is not such an object. What it does not know it lets pass, members that are {@code null} count as missing. */
    static Optional<DoneMark> parse(byte[] body) {
        if (new String(body, StandardCharsets.ISO_8859_1).isBlank()) {
            return Optional.of(unknown());
        }
        Object value = Json.read(body).map(Json.Parsed::value).orElse(null);
        if (!(value instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        Object success = members.get("success");
        Object bytes = members.get("bytes");
        Object sha256 = members.get("sha256");
        Object message = members.get("message");
        if ((success != null && !(success instanceof Boolean))
                || (bytes != null && !(bytes instanceof Integer) && !(bytes instanceof Long))
                || (sha256 != null && !(sha256 instanceof String digits && digits.matches("[0-9a-fA-F]{64}")))
                || (message != null && !(message instanceof String))) {
            return Optional.empty();
        }
        return Optional.of(new DoneMark(
                Optional.ofNullable((Boolean) success),
                bytes == null ? OptionalLong.empty() : OptionalLong.of(((Number) bytes).longValue()),
                Optional.ofNullable((String) sha256).map(digits -> digits.toLowerCase(java.util.Locale.ROOT)),
                Optional.ofNullable((String) message).map(DoneMark::shortened)));
    }

    byte[] toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        success.ifPresent(value -> members.put("success", value));
        bytes.ifPresent(value -> members.put("bytes", value));
        sha256.ifPresent(value -> members.put("sha256", value));
        message.ifPresent(value -> members.put("message", value));
        return Json.bytes(members);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }
}
