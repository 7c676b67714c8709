package org.gatehouse.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Tells whether files have been replaced or rewritten since they were last looked at. For one thread at a time. */
public final class FileWatch {
    private final List<Path> files;
    private String seen;

    /** Watches from now on. */
    public FileWatch(List<Path> files) {
        this.files = List.copyOf(files);
        this.seen = stamp();
    }

    /** True once for every change; a file that has gone counts as unchanged until it is back. */
    public boolean changed() {
        String now = stamp();
        boolean changed = !now.isEmpty() && !now.equals(seen);
        if (changed) {
            seen = now;
        }
        return changed;
    }

    private String stamp() {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files) {
            try {
                BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.append(facts.lastModifiedTime()).append(facts.size()).append(facts.fileKey());
            } catch (IOException gone) {
                return "";
            }
        }
        return stamp.toString();
    }
}
