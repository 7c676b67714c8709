package org.gatehouse.embedded.node;

import java.io.IOException;
import java.nio.file.Path;

/** Where the nodes' files are: what is a path on a node is a path below that node's directory here. */
final class NodeFiles {
    /** Where what all nodes share is. No node is called that, for it is no host name. */
    private static final String SHARED = "@shared";

    private final Path directory;

    NodeFiles(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The place of a node's file; fails for paths that lead out of the node's directory. */
    Path of(String node, String path, boolean shared) throws IOException {
        Path root = directory.resolve(shared ? SHARED : node).normalize();
        Path place = root.resolve(path.replaceFirst("^/+", "")).normalize();
        if (!root.startsWith(directory) || root.equals(directory) || !place.startsWith(root) || place.equals(root)) {
            throw new IOException("File path '" + path + "' is not acceptable");
        }
        return place;
    }
}
