package org.gatehouse.transfer.node;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;

/**
 * Finds where a file may hold data, as the file system knows it. Where the system cannot tell, that is everywhere. For any
 * number of threads.
 */
final class SparseFiles {
    private static final Logger LOG = System.getLogger(SparseFiles.class.getName());
    private static final int MOST = 65_536;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int NO_SUCH_ADDRESS = 6;
    private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;

    private final Optional<System64> system = load();

    /** The system's own calls. */
    private interface System64 extends Library {
        int open(String path, int flags) throws LastErrorException;

        long lseek(int descriptor, long offset, int whence) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private static Optional<System64> load() {
        boolean linux = System.getProperty("os.name").equals("Linux") && Native.LONG_SIZE == Long.BYTES;
        try {
            return linux ? Optional.of(Native.load("c", System64.class)) : Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            LOG.log(Level.WARNING, "holes of files cannot be found, they are read like data: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /** The stretches that may hold data, in order; at most 65,536, for which small holes count as data. */
    List<Extent> extents(Path path, long size) throws IOException {
        List<Extent> whole = size == 0 ? List.of() : List.of(new Extent(0, size));
        if (system.isEmpty()) {
            return whole;
        }
        System64 calls = system.get();
        int descriptor;
        try {
            descriptor = calls.open(path.toString(), READ_ONLY_CLOSE_ON_EXEC);
        } catch (LastErrorException e) {
            throw new IOException("cannot open " + path + ": " + e.getMessage(), e);
        }
        try {
            return merged(find(calls, descriptor, size), MOST);
        } catch (LastErrorException e) {
            // A device, or a file system that does not know.
            return whole;
        } finally {
            calls.close(descriptor);
        }
    }

    private static List<Extent> find(System64 calls, int descriptor, long size) {
        List<Extent> found = new ArrayList<>();
        long at = 0;
        while (at < size) {
            long data;
            try {
                data = calls.lseek(descriptor, at, SEEK_DATA);
            } catch (LastErrorException e) {
                if (e.getErrorCode() == NO_SUCH_ADDRESS) {
                    break;
                }
                throw e;
            }
            if (data >= size) {
                break;
            }
            long hole = Math.min(size, calls.lseek(descriptor, data, SEEK_HOLE));
            found.add(new Extent(data, hole - data));
            at = hole;
        }
        return found;
    }

    /** No more than so many, the smallest holes having been taken for data. */
    static List<Extent> merged(List<Extent> extents, int most) {
        List<Extent> now = extents;
        for (long gap = 4096; now.size() > most; gap *= 2) {
            List<Extent> fewer = new ArrayList<>();
            for (Extent extent : now) {
                Extent last = fewer.isEmpty() ? null : fewer.get(fewer.size() - 1);
                if (last != null && extent.offset() - last.end() <= gap) {
                    fewer.set(fewer.size() - 1, new Extent(last.offset(), extent.end() - last.offset()));
                } else {
                    fewer.add(extent);
                }
            }
            now = fewer;
        }
        return now;
    }
}
