package org.gatehouse.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tells whether files have been replaced, rewritten or removed since they were last looked at. Symbolic links are followed at each look, so
 * that a link, or a directory on the way, may be changed to lead elsewhere. For one thread at a time.
 */
public final class FileWatch {
    private final List<Path> files;
    private String seen;

    /** Watches from now on. */
    public FileWatch(List<Path> files) {
        this.files = List.copyOf(files);
        this.seen = stamp();
    }

    /** True once for every change. */
    public boolean changed() {
        String now = stamp();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private String stamp() {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files) {
            try {
                // Unlike the time of the last modification, that of the last change cannot be set.
                Map<String, Object> facts = Files.readAttributes(file, "unix:dev,ino,size,ctime");
                for (String name : List.of("dev", "ino", "size", "ctime")) {
                    stamp.append(facts.get(name)).append(' ');
                }
            } catch (IOException gone) {
                stamp.append("none ");
            }
        }
        return stamp.toString();
    }
}
