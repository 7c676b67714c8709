package org.gatehouse.transfer.record;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.Json;

/** A record as JSON, and back. Times are whole seconds. */
final class RecordForm {
    private static final long VERSION = 2;
    private static final Set<String> TYPES = Set.of("file", "block");

    private RecordForm() {}

    /** The bytes that are signed. */
    static byte[] write(TransferRecord record, boolean block) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("id", record.id().text());
        json.put("mode", record.local() ? "local" : "remote");
        json.put("serial", record.serial());
        json.put("fingerprint", record.fingerprint().orElse(null));
        json.put("authority", record.authority().orElse(null));
        json.put("source", Map.of("type", block ? "block" : "file", "path", record.path()));
        json.put("size", record.size());
        json.put("codings", record.codings());
        json.put("streams", record.streams());
        json.put("not_after", record.notAfter().getEpochSecond());
        json.put("created", record.created().getEpochSecond());
        json.put("node", record.node());
        json.put("instance", record.instance());
        json.put("disk", record.disk());
        return Json.bytes(json);
    }

    /** Fails if it is not exactly what a record of this id has to be. */
    static TransferRecord read(TransferId id, byte[] bytes) throws RecordException {
        if (!(Json.read(bytes).map(Json.Parsed::value).orElse(null) instanceof Map<?, ?> json)) {
            throw broken("it is no JSON object", null);
        }
        try {
            require(number(json, "version") == VERSION, "version");
            require(text(json, "id").equals(id.text()), "id");
            String mode = text(json, "mode");
            require(mode.equals(id.local() ? "local" : "remote"), "mode");
            TransferRecord record = new TransferRecord(
                    id,
                    mode.equals("local"),
                    text(json, "serial"),
                    findText(json, "fingerprint"),
                    findText(json, "authority"),
                    path(json.get("source")),
                    number(json, "size"),
                    texts(json, "codings"),
                    Math.toIntExact(number(json, "streams")),
                    Instant.ofEpochSecond(number(json, "not_after")),
                    Instant.ofEpochSecond(number(json, "created")),
                    text(json, "node"),
                    text(json, "instance"),
                    Math.toIntExact(number(json, "disk")));
            require(record.serial().matches("[0-9a-f]{1,40}"), "serial");
            require(record.fingerprint().stream().allMatch(print -> print.matches("[0-9a-f]{64}")), "fingerprint");
            require(record.local() || record.fingerprint().isPresent(), "fingerprint");
            require(record.size() >= 0, "size");
            require(record.streams() >= 1, "streams");
            require(record.disk() >= 0, "disk");
            return record;
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw broken(e.getMessage(), e);
        }
    }

    private static String path(Object source) {
        require(source instanceof Map<?, ?>, "source");
        Map<?, ?> members = (Map<?, ?>) source;
        require(TYPES.contains(text(members, "type")), "type");
        String path = text(members, "path");
        require(Path.of(path).isAbsolute(), "path");
        return path;
    }

    private static String text(Map<?, ?> json, String name) {
        return findText(json, name).orElseThrow(() -> wrong(name));
    }

    private static Optional<String> findText(Map<?, ?> json, String name) {
        Object value = json.get(name);
        require(value == null || value instanceof String, name);
        return Optional.ofNullable((String) value);
    }

    private static long number(Map<?, ?> json, String name) {
        Object value = json.get(name);
        require(value instanceof Integer || value instanceof Long, name);
        return ((Number) value).longValue();
    }

    private static List<String> texts(Map<?, ?> json, String name) {
        Object value = json.get(name);
        require(value instanceof List<?>, name);
        return ((List<?>) value)
                .stream()
                        .map(element -> element instanceof String text ? text : null)
                        .peek(text -> require(text != null, name))
                        .toList();
    }

    private static void require(boolean right, String name) {
        if (!right) {
            throw wrong(name);
        }
    }

    private static IllegalArgumentException wrong(String name) {
        return new IllegalArgumentException("its member '" + name + "' is wrong");
    }

    private static RecordException broken(String why, Exception cause) {
        return new RecordException("the record cannot be read: " + why, cause);
    }
}
