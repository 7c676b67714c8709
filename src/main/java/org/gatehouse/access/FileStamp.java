package org.gatehouse.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What tells one state of a file from another, without reading it. The time is that of the last change of content or
 * attributes, which no tool can set back; for a missing file it is the time of the directory it is missing from.
 */
record FileStamp(boolean exists, Object inode, Object size, FileTime changed) {
    static FileStamp of(Path path) {
        try {
            Map<String, Object> found = Files.readAttributes(path, "unix:ino,size,ctime");
            return new FileStamp(true, found.get("ino"), found.get("size"), (FileTime) found.get("ctime"));
        } catch (IOException e) {
            return new FileStamp(false, 0L, 0L, changeOfDirectory(path));
        }
    }

    /** Whether nothing has happened to the file in between; a file that is missing twice has not changed. */
    boolean isSameAs(FileStamp other) {
        return equals(other) || (!exists && !other.exists);
    }

    /** Whether the last change is this long ago. A time in the future counts as old: the clock was set back. */
    boolean isOlderThan(Duration age) {
        Duration since = Duration.between(changed.toInstant(), Instant.now());
        return since.isNegative() || since.compareTo(age) >= 0;
    }

    private static FileTime changeOfDirectory(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        try {
            return directory == null ? FileTime.fromMillis(0) : (FileTime) Files.getAttribute(directory, "unix:ctime");
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
