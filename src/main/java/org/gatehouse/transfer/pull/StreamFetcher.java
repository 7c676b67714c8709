package org.gatehouse.transfer.pull;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Brings parts out of one answer that holds the whole disk, maybe coded; what nobody wants is read and dropped. */
final class StreamFetcher implements Fetcher {
    private static final int CHUNK = 128 * 1024;

    private final Courier courier;
    private final URI contents;
    private final DiskState disk;
    private final List<String> codings;
    private final Stopper stopper;
    private final ByteBuffer buffer;
    private final byte[] chunk = new byte[CHUNK];

    private Courier.Answer answer;
    private InputStream stream;
    private long position;

    StreamFetcher(
            Courier courier, URI contents, DiskState disk, List<String> codings, Stopper stopper, ByteBuffer buffer) {
        this.courier = courier;
        this.contents = contents;
        this.disk = disk;
        this.codings = codings;
        this.stopper = stopper;
        this.buffer = buffer;
    }

    @Override
    public void fetch(long from, long to, Sink sink) throws IOException, PullException, InterruptedException {
        boolean well = false;
        try {
            if (answer == null || position > from) {
                open();
            }
            skip(from, sink);
            Fetcher.copy(this::read, to - from, buffer, sink);
            if (position == disk.size() && stream.read(chunk, 0, 1) >= 0) {
                throw new PullException(
                        PullException.Kind.SOURCE_CHANGED, "the source's disk is longer than it was said to be", null);
            }
            well = true;
        } finally {
            if (!well) {
                close();
            }
        }
    }

    private void open() throws IOException, PullException, InterruptedException {
        close();
        Courier.Request request =
                Courier.get(contents).with("Accept", "application/octet-stream").with("Accept-Encoding", accepted());
        answer = courier.success(request, stopper);
        disk.check(answer);
        position = 0;
        String coding = answer.header("Content-Encoding");
        InputStream body = answer.body();
        stream = switch (coding.isEmpty() ? "identity" : coding) {
            case "identity" -> body;
            case "gzip" -> new GZIPInputStream(body, CHUNK);
            case "zstd" -> new ZstdInputStream(body);
            default ->
                throw new PullException(
                        PullException.Kind.PROTOCOL,
                        "the source sends an unknown coding: " + Failures.printable(coding),
                        null);
        };
    }

    /** The codings with falling weights. */
    private String accepted() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codings.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(codings.get(i));
            if (i > 0) {
                text.append(";q=0.").append(9 - i);
            }
        }
        return text.toString();
    }

    private void skip(long to, Sink sink) throws IOException, PullException {
        while (position < to) {
            int count = stream.read(chunk, 0, (int) Math.min(CHUNK, to - position));
            if (count < 0) {
                throw new IOException("the answer was cut");
            }
            position += count;
            sink.came(count, false);
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int count = stream.read(chunk, 0, Math.min(CHUNK, into.remaining()));
        if (count > 0) {
            into.put(chunk, 0, count);
            position += count;
        }
        return count;
    }

    @Override
    public void close() {
        if (answer != null) {
            answer.close();
            answer = null;
        }
        if (stream instanceof ZstdInputStream zstd) {
            try {
                zstd.close();
            } catch (IOException e) {
                System.getLogger(StreamFetcher.class.getName())
                        .log(System.Logger.Level.DEBUG, "a decoder was not closed", e);
            }
        }
        stream = null;
    }
}
