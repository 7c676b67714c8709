package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The serials of certificates: each is given out once, whenever the machine stops, and also when the files are lost. For that
 * a serial is never less than the time, in milliseconds, with some random bits after it. One file lock keeps threads and
 * processes apart.
 */
final class SerialNumbers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofMillis(5);
    private static final int RANDOM_BITS = 20;

    private final Path directory;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock mutex = new ReentrantLock();

    SerialNumbers(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** What is done alone. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** A serial that nobody has had. It is on the disk when this returns. */
    BigInteger next() throws IOException {
        return alone(() -> {
            BigInteger time = BigInteger.valueOf(clock.millis()).shiftLeft(RANDOM_BITS);
            BigInteger fresh = time.add(new BigInteger(RANDOM_BITS, random));
            BigInteger serial = fresh.max(read("serial").add(BigInteger.ONE));
            write("serial", serial);
            return serial;
        });
    }

    BigInteger minimum() throws IOException {
        return read("minimum");
    }

    BigInteger raiseMinimum() throws IOException {
        return alone(() -> {
            // What has been issued before the files were lost lies below the time.
            BigInteger minimum = next().add(BigInteger.ONE);
            write("serial", minimum);
            write("minimum", minimum);
            return minimum;
        });
    }

    /** Does something while nobody else does, in this process or another; it may be within another such thing. */
    <T> T alone(Action<T> action) throws IOException {
        if (mutex.isHeldByCurrentThread()) {
            return action.run();
        }
        mutex.lock();
        try {
            PrivateFiles.makeDirectory(directory);
            try (FileChannel file = FileChannel.open(
                            directory.resolve("lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    FileLock lock = lock(file)) {
                assert lock.isValid();
                return action.run();
            }
        } finally {
            mutex.unlock();
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            FileLock lock = tryLock(file);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() > end) {
                throw new IOException("another process holds the lock of " + directory);
            }
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Somebody else in this process has it.
            return null;
        }
    }

    private BigInteger read(String file) throws IOException {
        String text;
        try {
            text = Files.readString(directory.resolve(file)).strip();
        } catch (NoSuchFileException e) {
            return BigInteger.ZERO;
        }
        if (!text.matches("[0-9a-f]{1,40}")) {
            throw new IOException("there is no serial in " + directory.resolve(file));
        }
        return new BigInteger(text, 16);
    }

    private void write(String file, BigInteger serial) throws IOException {
        PrivateFiles.write(directory.resolve(file), (serial.toString(16) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
