package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;

/** Brings each part with a request of its own, over a connection that is kept. */
final class RangeFetcher implements Fetcher {
    private final Courier courier;
    private final URI contents;
    private final DiskState disk;
    private final Stopper stopper;
    private final ByteBuffer buffer;

    RangeFetcher(Courier courier, URI contents, DiskState disk, Stopper stopper, ByteBuffer buffer) {
        this.courier = courier;
        this.contents = contents;
        this.disk = disk;
        this.stopper = stopper;
        this.buffer = buffer;
    }

    @Override
    public void fetch(long from, long to, Sink sink) throws IOException, PullException, InterruptedException {
        Courier.Request request = Courier.get(contents)
                .with("Accept", "application/octet-stream")
                .with("Accept-Encoding", "identity")
                .with("Range", "bytes=" + from + "-" + (to - 1));
        if (disk.strong()) {
            request = request.with("If-Range", disk.tag());
        }
        try (Courier.Answer answer = courier.success(request, stopper)) {
            if (answer.status() == 200) {
                disk.check(answer);
                throw new RangesRefusedException();
            }
            disk.checkRange(answer, from, to);
            Body body = answer.body();
            Fetcher.copy(body::read, to - from, buffer, sink);
            // The connection is kept only if the answer's end is seen.
            if (body.read() >= 0) {
                throw new PullException(PullException.Kind.PROTOCOL, "the source sends more than it says", null);
            }
        }
    }

    @Override
    public void close() {}
}
