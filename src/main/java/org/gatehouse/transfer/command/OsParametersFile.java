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
import java.util.TreeMap;
import java.util.TreeSet;
import org.gatehouse.http.Json;

/**
 * What the command line says of the private OS parameters of the instance that is moved.
 *
 * @param values from the file, which replace the source's; none without a file
 * @param drop whether those that the file lacks are left out
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
     * The parameters that the instance gets at the destination: the source's, and the file's. Fails if some would be lost
     * without the user's consent. The display shows names, never values.
     */
    Map<String, Object> resolve(String instance, SourceOsParameters source, MoveDisplay display)
            throws RapiException, InterruptedException {
        Optional<List<String>> names = source.names();
        if (names.isEmpty() && values.isEmpty() && !drop) {
            throw refusal("the source cannot tell whether " + instance + " has private OS parameters");
        }
        Set<String> missing = new TreeSet<>(names.orElse(List.of()));
        missing.removeAll(values.keySet());
        Map<String, Object> all = new TreeMap<>();
        if (!missing.isEmpty() && !drop) {
            source.values().ifPresent(all::putAll);
            missing.removeAll(all.keySet());
        }
        all.putAll(values);
        if (!missing.isEmpty() && !drop) {
            throw refusal(instance + " has private OS parameters whose values the source does not tell"
                    + (values.isEmpty() ? ": " : ", and which are not in the file: ") + shown(missing));
        }
        if (!all.isEmpty()) {
            display.say("private OS parameters that go along: " + shown(all.keySet()));
        }
        if (!missing.isEmpty()) {
            display.say("private OS parameters that are lost: " + shown(missing));
        }
        return all;
    }

    private static String shown(Set<String> names) {
        return RapiClient.printable(String.join(", ", names));
    }

    private static RapiException refusal(String reason) {
        return new RapiException(
                -1, reason + "; give them with " + FILE + " FILE, or accept their loss with " + DROP, null);
    }
}
