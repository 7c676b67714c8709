package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.identity.PrivateFiles;
import org.gatehouse.transfer.pull.PullOutcome;

/**
 * A disk that is whole, as it is remembered until the import is cleaned up: whoever asks for it again after a crash gets the
 * same answer.
 *
 * @param source where it came from
 * @param size in bytes
 * @param received how many of them came
 * @param sha256 of the whole disk, if known
 * @param told whether the source knows that it is done
 */
record PulledDisk(String source, long size, long received, Optional<String> sha256, boolean told) {

    static Optional<PulledDisk> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!(Json.read(bytes).map(Json.Parsed::value).orElse(null) instanceof Map<?, ?> members)) {
            throw new IOException(file + " is broken");
        }
        Arguments in = new Arguments(members);
        return Optional.of(new PulledDisk(
                in.text("source"),
                in.number("size", 0, Long.MAX_VALUE),
                in.number("received", 0, Long.MAX_VALUE),
                in.findText("sha256"),
                in.flag("told")));
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("source", source);
        json.put("size", size);
        json.put("received", received);
        json.put("sha256", sha256.orElse(null));
        json.put("told", told);
        PrivateFiles.write(file, Json.bytes(json));
    }

    PulledDisk asTold() {
        return new PulledDisk(source, size, received, sha256, true);
    }

    PullOutcome outcome() {
        return new PullOutcome(true, received, sha256, Optional.empty());
    }

    Map<String, Object> toJson(int index) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("index", (long) index);
        json.put("bytes", size);
        json.put("success", true);
        json.put("sha256", sha256.orElse(null));
        return json;
    }
}
