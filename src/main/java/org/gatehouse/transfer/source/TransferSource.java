package org.gatehouse.transfer.source;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BodyAnswer;
import org.gatehouse.http.BodyOutput;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.Preconditions;
import org.gatehouse.http.Uncached;
import org.gatehouse.transfer.body.CodedPieces;
import org.gatehouse.transfer.body.DigestedPieces;
import org.gatehouse.transfer.body.EntityTag;
import org.gatehouse.transfer.body.Manifest;
import org.gatehouse.transfer.body.Pieces;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;
import org.gatehouse.transfer.source.TransferGate.Admission;

/** What the resources work with: gives disks out to who may have them, and knows what has become of it. */
public final class TransferSource implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TransferSource.class.getName());
    /** The slowest reader has its system's buffers filled by one who reads a few hundred bytes a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int LONGEST_DONE = 64 << 10;
    private static final int MINUTES_BETWEEN_CLEARINGS = 60;

    private final TransferGate gate;
    private final OpenTransfers transfers;
    private final Downloads downloads;
    private final Bodies bodies;
    private final Digests digests;
    private final ScheduledFuture<?> clearing;

    /**
     * Wires it.
     *
     * @param node gives the node's own certificate, if it can be read
     * @param state a directory for what has to outlive this process; made when it is needed
     * @param timer lent
     */
    public TransferSource(
            TransferRecords records,
            SourceDisks disks,
            Supplier<Optional<X509Certificate>> node,
            Path state,
            ScheduledExecutorService timer) {
        this(records, disks, node, state, timer, PATIENCE);
    }

    TransferSource(
            TransferRecords records,
            SourceDisks disks,
            Supplier<Optional<X509Certificate>> node,
            Path state,
            ScheduledExecutorService timer,
            Duration patience) {
        this.gate = new TransferGate(records, node, Instant::now);
        this.downloads = new Downloads(timer, patience);
        this.bodies = new Bodies(disks, state);
        this.digests = new Digests(disks, state);
        this.transfers = new OpenTransfers(
                records,
                new DoneMarks(state),
                id -> {
                    bodies.forget(id);
                    digests.forget(id);
                },
                timer);
        Leftovers leftovers = new Leftovers(state, records, transfers::forget);
        this.clearing = timer.scheduleWithFixedDelay(
                () -> leftovers.remove(Instant.now()), 1, MINUTES_BETWEEN_CLEARINGS, TimeUnit.MINUTES);
    }

    /** What becomes of the transfers. */
    public SourceTransfers transfers() {
        return transfers;
    }

    /** How many downloads are under way. */
    public int downloads() {
        return downloads.count();
    }

    /** Takes no more downloads, and breaks off those that do not end within a moment. */
    public void beginStop() {
        downloads.beginStop();
    }

    void sendContents(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Admission admission = admit(id, request);
        TransferRecord record = admission.record();
        Contents contents = Contents.decide(record, request);
        Traffic traffic = transfers.of(record);
        if (Contents.wantsDigest(request)) {
            digests.want(traffic);
        }
        if (contents.isNotModified() || request.getMethod().equals("HEAD")) {
            answer(response, contents.status(), contents.headers(record, traffic.digest()));
            return;
        }
        takePlace(traffic, contents.isCoded());
        Pieces pieces = pieces(contents, traffic, request, response);
        answer(response, contents.status(), contents.headers(record, traffic.digest()));
        new Download(downloads, traffic, pieces, contents.isCoded(), admission.expires()).begin(request, response);
    }

    private Pieces pieces(Contents contents, Traffic traffic, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pieces pieces = null;
        boolean complete = false;
        try {
            pieces = bodies.contents(contents, traffic);
            if (contents.trailer()) {
                Trailer trailer = new Trailer(traffic);
                pieces = new DigestedPieces(pieces, trailer::complete);
                response.setTrailerFields(trailer::fields);
            }
            if (contents.isCoded()) {
                if (!contents.trailer()) {
                    BodyOutput.makeEndVisible(request, response);
                }
                pieces = new CodedPieces(pieces, contents.coding());
            }
            complete = true;
            return pieces;
        } finally {
            if (!complete) {
                traffic.leave();
                if (pieces != null) {
                    pieces.close();
                }
            }
        }
    }

    void sendBlocks(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Admission admission = admit(id, request);
        TransferRecord record = admission.record();
        BlocksRequest wanted = BlocksRequest.of(request, record);
        String tag = EntityTag.of(record, "blocks");
        if (!Preconditions.evaluate(request, tag)) {
            answer(response, HttpServletResponse.SC_NOT_MODIFIED, Map.of("ETag", tag));
            return;
        }
        Map<String, String> headers =
                Map.of("Content-Type", Manifest.TYPE, "ETag", tag, "X-Ganeti-Size", Long.toString(record.size()));
        if (request.getMethod().equals("HEAD")) {
            answer(response, HttpServletResponse.SC_OK, headers);
            return;
        }
        Traffic traffic = transfers.of(record);
        takePlace(traffic, false);
        Pieces pieces;
        try {
            pieces = bodies.blocks(wanted, traffic);
        } catch (RuntimeException e) {
            traffic.leave();
            throw e;
        }
        answer(response, HttpServletResponse.SC_OK, headers);
        BodyOutput.makeEndVisible(request, response);
        Download download = new Download(downloads, traffic, pieces, false, admission.expires());
        pieces.follow(download::wake);
        download.begin(request, response);
    }

    void done(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TransferRecord record = gate.admit(id, request).record();
        new BodyAnswer(LONGEST_DONE, body -> done(record, body.bytes())).send(request, response);
    }

    private Answer done(TransferRecord record, byte[] said) {
        DoneMark mark =
                DoneMark.parse(said).orElseThrow(() -> new HttpError(400, "no object with success, bytes, sha256"));
        try {
            transfers.done(record, mark);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot keep that transfer " + record.id() + " is done", e);
            throw new HttpError(500, "cannot keep that the transfer is done");
        }
        return (request, response) -> {
            Uncached.forbid(response);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        };
    }

    private Admission admit(String id, HttpServletRequest request) {
        Admission admission = gate.admit(id, request);
        if (transfers.isDone(admission.record().id())) {
            throw new HttpError(410, "the transfer is done");
        }
        return admission;
    }

    private void takePlace(Traffic traffic, boolean coded) {
        if (downloads.isStopping()) {
            throw new HttpError(503, "Gatehouse is stopping").withHeader("Retry-After", "5");
        }
        if (!downloads.hasRoom(coded)) {
            throw new HttpError(503, "too many downloads").withHeader("Retry-After", "5");
        }
        if (!traffic.enter()) {
            throw new HttpError(409, "too many downloads of this transfer at once").withHeader("Retry-After", "5");
        }
    }

    private static void answer(HttpServletResponse response, int status, Map<String, String> headers) {
        response.setStatus(status);
        Uncached.forbid(response);
        headers.forEach(response::setHeader);
    }

    @Override
    public void close() {
        clearing.cancel(false);
        transfers.close();
        downloads.close();
        bodies.close();
        digests.close();
    }
}
