package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
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
        HttpRequest.Builder request = Courier.request(contents)
                .header("Accept", "application/octet-stream")
                .header("Accept-Encoding", "identity")
                .header("Range", "bytes=" + from + "-" + (to - 1));
        if (disk.strong()) {
            request.header("If-Range", disk.tag());
        }
        try (Courier.Answer answer = courier.success(request.build(), stopper)) {
            if (answer.status() == 200) {
                disk.check(answer);
                throw new RangesRefusedException();
            }
            disk.checkRange(answer, from, to);
            BodyQueue body = answer.body();
            Fetcher.copy(into -> body.read(into, courier.idle()), to - from, buffer, sink);
            // The connection is kept only if the answer's end is seen.
            if (body.read(ByteBuffer.allocate(1), courier.idle()) >= 0) {
                throw new PullException(PullException.Kind.PROTOCOL, "the source sends more than it says", null);
            }
        }
    }

    @Override
    public void close() {}
}
