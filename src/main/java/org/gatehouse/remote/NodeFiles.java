package org.gatehouse.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The PEM files a caller needs; they may be one and the same.
 *
 * @param certificate the caller's certificate: a master candidate's
 * @param key its private key
 * @param authority the certificate that nodes present, or that signed theirs
 */
public record NodeFiles(Path certificate, Path key, Path authority) {
    /** Checks that nothing is missing. */
    public NodeFiles {
        Objects.requireNonNull(certificate);
        Objects.requireNonNull(key);
        Objects.requireNonNull(authority);
    }

    /** The files where Ganeti keeps them. */
    public static NodeFiles in(Path directory) {
        Path client = directory.resolve("client.pem");
        return new NodeFiles(client, client, directory.resolve("server.pem"));
    }

    /** Tells one state of the files from another, without reading them. */
    String stamp() {
        return Stream.of(certificate, key, authority).map(NodeFiles::stamp).collect(Collectors.joining(" "));
    }

    private static String stamp(Path file) {
        try {
            Map<String, Object> found = Files.readAttributes(file, "unix:ino,size,ctime");
            return found.get("ino") + "/" + found.get("size") + "/" + found.get("ctime");
        } catch (IOException e) {
            return "none";
        }
    }
}
