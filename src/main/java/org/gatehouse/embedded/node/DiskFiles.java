package org.gatehouse.embedded.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A node's disks: sparse files, which take no more space than what is written to them. */
final class DiskFiles {
    private static final long MEBI = 1 << 20;
    private static final int BLOCK = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK).asReadOnlyBuffer();

    private final String node;
    private final NodeFiles files;

    DiskFiles(String node, NodeFiles files) {
        this.node = node;
        this.files = files;
    }

    private Path place(Arguments arguments, int at) throws IOException {
        return files.of(node, arguments.text(at), arguments.flag(at + 1));
    }

    private static Path existing(Path file, String shown) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(shown + ": No such file");
        }
        return file;
    }

    /** Makes a disk: path, shared, size in MiB. */
    Object create(Arguments arguments) throws IOException {
        Path file = place(arguments, 0);
        Files.createDirectories(file.getParent());
        if (Files.exists(file)) {
            throw new IOException(arguments.text(0) + ": can't create: File exists");
        }
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(arguments.number(2) * MEBI);
        }
        return null;
    }

    /** Removes a disk, if there is one: path, shared. */
    Object remove(Arguments arguments) throws IOException {
        Files.deleteIfExists(place(arguments, 0));
        return null;
    }

    /** Makes a disk longer: path, shared, by how many MiB. */
    Object grow(Arguments arguments) throws IOException {
        Path file = existing(place(arguments, 0), arguments.text(0));
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(disk.length() + arguments.number(2) * MEBI);
        }
        return null;
    }

    /** Moves a disk on the node: path, shared, new path, shared. */
    Object rename(Arguments arguments) throws IOException {
        Path from = existing(place(arguments, 0), arguments.text(0));
        Path to = place(arguments, 2);
        Files.createDirectories(to.getParent());
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return null;
    }

    /** Fills part of a disk with zeros: path, shared, offset and size in MiB, name of the disk. What is zero stays a hole. */
    Object wipe(Arguments arguments, Teller teller) throws IOException, InterruptedException {
        Path file = existing(place(arguments, 0), arguments.text(0));
        long start = arguments.number(2) * MEBI;
        long size = arguments.number(3) * MEBI;
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (start < 0 || size < 0 || start + size > disk.size()) {
                throw new IOException("Wipe offset and size are bigger than device size");
            }
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            Steps steps = new Steps(teller, arguments.text(4), "wipe", size);
            for (long done = 0; done < size; done += BLOCK) {
                read(disk, block.clear().limit((int) Math.min(BLOCK, size - done)), start + done);
                if (hasData(block.flip())) {
                    writeAll(disk, ZEROS.slice(0, block.remaining()), start + done);
                }
                steps.reached(Math.min(size, done + BLOCK));
            }
        }
        return null;
    }

    /**
     * Copies a file: node, path and whether it is shared, of the source and of the destination; name of the disk; the
     * destination's size in MiB, if that is a disk, which must not grow.
     */
    Object copy(Arguments arguments, Teller teller) throws IOException, InterruptedException {
        Path from = existing(files.of(arguments.text(0), arguments.text(1), arguments.flag(2)), arguments.text(1));
        Path to = files.of(arguments.text(3), arguments.text(4), arguments.flag(5));
        Files.createDirectories(to.getParent());
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                RandomAccessFile length = new RandomAccessFile(to.toFile(), "rw")) {
            long size = in.size();
            if (arguments.count() > 7 && size > arguments.number(7) * MEBI) {
                throw new IOException(
                        arguments.text(4) + " has " + arguments.number(7) + " MiB, too few for " + size + " bytes");
            }
            // A destination that is longer already keeps its length: a disk that something is imported into.
            length.setLength(Math.max(length.length(), size));
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            Steps steps = new Steps(teller, arguments.text(6), "copy", size);
            for (long done = 0; done < size; done += BLOCK) {
                read(in, block.clear().limit((int) Math.min(BLOCK, size - done)), done);
                if (hasData(block.flip())) {
                    writeAll(out, block, done);
                }
                steps.reached(Math.min(size, done + BLOCK));
            }
            return size;
        }
    }

    /** Removes a directory with the files in it, but no directory in it: path, shared. */
    Object removeDirectory(Arguments arguments) throws IOException {
        Path directory = place(arguments, 0);
        List<Path> content;
        try (Stream<Path> list = Files.list(directory)) {
            content = list.toList();
        } catch (NoSuchFileException e) {
            return null;
        }
        for (Path file : content) {
            if (arguments.flag(2) && Files.isRegularFile(file)) {
                Files.delete(file);
            }
        }
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            throw new IOException("Cannot remove directory '" + arguments.text(0) + "': Directory not empty", e);
        }
        return null;
    }

    private static void read(FileChannel channel, ByteBuffer block, long position) throws IOException {
        long at = position;
        while (block.hasRemaining()) {
            int count = channel.read(block, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer block, long position) throws IOException {
        long at = position;
        while (block.hasRemaining()) {
            at += channel.write(block, at);
        }
    }

    private static boolean hasData(ByteBuffer block) {
        return block.mismatch(ZEROS.slice(0, block.remaining())) >= 0;
    }

    /** Tells of progress each time another tenth is done, and notices that the node is to stop. */
    private static final class Steps {
        private static final int COUNT = 10;

        private final Teller teller;
        private final String item;
        private final String phase;
        private final long total;
        private long told;

        Steps(Teller teller, String item, String phase, long total) {
            this.teller = teller;
            this.item = item;
            this.phase = phase;
            this.total = total;
        }

        void reached(long done) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long step = done * COUNT / total;
            if (step > told) {
                told = step;
                teller.progress(item, phase, "bytes", (double) done, (double) total);
            }
        }
    }
}
