package org.gatehouse.transfer.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.http.Json;

/**
 * Private OS parameters of an instance that is moved. The Remote API never tells their values, so these come from a file.
 *
 * @param values from the file; none without one
 * @param drop whether those that the file lacks may be lost
 */
record OsParametersFile(Map<String, Object> values, boolean drop) {
    private static final String FILE = "--osparams-private";
    private static final String DROP = "--drop-osparams-private";
    private static final Set<PosixFilePermission> FOREIGN = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    /** Reads the file, a JSON object of names and values. Messages never have anything of its content. */
    static OsParametersFile read(Optional<Path> file, boolean drop, MoveDisplay display)
            throws IOException, UsageException {
        if (file.isEmpty()) {
            return new OsParametersFile(Map.of(), drop);
        }
        Path path = file.get();
        if (!isOwn(path)) {
            display.say("warning: " + path + " can be read or written by other users; chmod 600 protects it");
        }
        Object content =
                Json.read(Files.readAllBytes(path)).map(Json.Parsed::value).orElse(null);
        if (!(content instanceof Map<?, ?> members)
                || members.values().stream().anyMatch(value -> value instanceof Map || value instanceof List)) {
            throw new UsageException(
                    FILE + " needs a JSON object of names and values, like {\"password\": \"...\"}, in " + path);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        members.forEach((name, value) -> values.put(String.valueOf(name), value));
        return new OsParametersFile(values, drop);
    }

    private static boolean isOwn(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).stream().noneMatch(FOREIGN::contains);
        } catch (UnsupportedOperationException e) {
            // This file system has no such permissions.
            return true;
        }
    }

    /**
     * Fails if parameters would be lost without the user's consent.
     *
     * @param names of the instance's private parameters; empty if the source cannot tell
     */
    void check(String instance, Optional<List<String>> names, MoveDisplay display) throws RapiException {
        if (names.isEmpty()) {
            if (values.isEmpty() && !drop) {
                throw refusal("the source cannot tell whether " + instance + " has private OS parameters");
            }
            return;
        }
        Set<String> missing = new TreeSet<>(names.get());
        missing.removeAll(values.keySet());
        if (missing.isEmpty()) {
            return;
        }
        String text = String.join(", ", missing);
        if (!drop) {
            throw refusal(instance + " has private OS parameters whose values "
                    + (values.isEmpty() ? "clusters do not tell: " : "are not in the file: ") + text);
        }
        display.say("private OS parameters that are lost: " + text);
    }

    private static RapiException refusal(String reason) {
        return new RapiException(
                -1, reason + "; give them with " + FILE + " FILE, or accept their loss with " + DROP, null);
    }
}
