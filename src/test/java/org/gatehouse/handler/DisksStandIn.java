package org.gatehouse.handler;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The handler's side of the socket for disks: answers one caller after the other as the test says. */
final class DisksStandIn implements AutoCloseable {

    /** What is done with one caller. */
    interface Answer {
        void to(AFUNIXSocket caller) throws IOException;
    }

    private final Path directory;
    private final AFUNIXServerSocket listener;
    private final Thread thread;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Answer answer = caller -> {};

    DisksStandIn() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "gh");
        listener = AFUNIXServerSocket.newInstance();
        listener.bind(AFUNIXSocketAddress.of(path()));
        thread = new Thread(this::serve, "disks-stand-in");
        thread.start();
    }

    Path path() {
        return directory.resolve("disks");
    }

    List<String> requests() {
        return requests;
    }

    void answer(Answer next) {
        answer = next;
    }

    /** Answers this caller with what was said last. */
    void answerNow(AFUNIXSocket caller) throws IOException {
        answer.to(caller);
    }

    /** An answer that comes with the descriptors of these files, that for writing first, if there is one. */
    void give(String line, Path reading, Path writing) {
        answer = caller -> {
            try (FileOutputStream out = writing == null ? null : new FileOutputStream(writing.toFile(), true);
                    FileInputStream in = new FileInputStream(reading.toFile())) {
                if (out == null) {
                    caller.setOutboundFileDescriptors(in.getFD());
                } else if (line.contains("\"direct\": true")) {
                    caller.setOutboundFileDescriptors(out.getFD(), in.getFD(), out.getFD());
                } else {
                    caller.setOutboundFileDescriptors(out.getFD(), in.getFD());
                }
                say(caller, line);
            }
        };
    }

    static void say(AFUNIXSocket caller, String text) throws IOException {
        caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void serve() {
        while (true) {
            try (AFUNIXSocket caller = listener.accept()) {
                requests.add(line(caller.getInputStream()));
                answer.to(caller);
            } catch (IOException e) {
                if (listener.isClosed()) {
                    over.countDown();
                    return;
                }
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(path());
        Files.delete(directory);
    }
}
