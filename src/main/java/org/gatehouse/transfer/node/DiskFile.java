package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.transfer.body.DirectIo;

/** A file, or a block device, that is a disk and that this process may open. For any number of threads. */
final class DiskFile {
    private final Path path;
    private final LinkOption[] links;

    /** The options say whether a symbolic link is followed. */
    DiskFile(Path path, LinkOption... links) {
        this.path = path;
        this.links = links;
    }

    /** For who gives it out once: past the page cache if it is not there already. Without a size, as large as it is. */
    OpenDisk source(Optional<Long> size) throws IOException {
        FileChannel disk = open(StandardOpenOption.READ);
        try {
            long bytes = size.isPresent() ? size.get() : disk.size();
            FileChannel medium = PageCache.has(disk, bytes)
                    ? disk
                    : uncached(StandardOpenOption.READ).orElse(disk);
            return new OpenDisk(disk, medium, bytes);
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /** For who fills it, and looks at what is on the medium afterwards. */
    OpenDisk target() throws IOException {
        FileChannel disk = open(StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long size = disk.size();
            Optional<FileChannel> medium = uncached(StandardOpenOption.READ);
            return medium.isPresent()
                    ? new OpenDisk(disk, medium.get(), uncached(StandardOpenOption.WRITE), size)
                    : new OpenDisk(disk, disk, size);
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /** Unless the file system refuses that. */
    private Optional<FileChannel> uncached(OpenOption way) {
        try {
            return Optional.of(open(way, DirectIo.option()));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private FileChannel open(OpenOption... ways) throws IOException {
        List<OpenOption> options = new ArrayList<>(List.of(ways));
        options.addAll(List.of(links));
        return FileChannel.open(path, options.toArray(OpenOption[]::new));
    }
}
