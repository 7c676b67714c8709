package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * Whether a disk is in the page cache. Asks for samples with {@code mincore(2)}, by way of mappings that are never read; Linux tells
 * that everything is there if the file is not this process's to write. For any number of threads.
 */
final class PageCache {
    private static final int SAMPLES = 64;
    private static final int ENOUGH = 60;
    private static final int PAGE = 4096;

    private PageCache() {}

    /** Whether nearly all of a disk of this size is in memory, as far as samples tell; holes are not, and what cannot be mapped is not. */
    static boolean has(FileChannel disk, long size) {
        try {
            return sample(disk, size);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean sample(FileChannel disk, long size) throws IOException {
        long last = Math.max(0, size - 1);
        int there = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long position = last / SAMPLES * i / PAGE * PAGE;
            if (disk.map(MapMode.READ_ONLY, position, Math.min(PAGE, size - position))
                    .isLoaded()) {
                there++;
            } else if (i - there >= SAMPLES - ENOUGH) {
                return false;
            }
        }
        return true;
    }
}
