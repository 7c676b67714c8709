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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.LimitedBody;
import org.gatehouse.http.Uncached;
import org.gatehouse.transfer.body.BlockPieces;
import org.gatehouse.transfer.body.BlockReader;
import org.gatehouse.transfer.body.CodedPieces;
import org.gatehouse.transfer.body.DigestedPieces;
import org.gatehouse.transfer.body.DiskPieces;
import org.gatehouse.transfer.body.EntityTag;
import org.gatehouse.transfer.body.Manifest;
import org.gatehouse.transfer.body.ManifestPieces;
import org.gatehouse.transfer.body.Manifests;
import org.gatehouse.transfer.body.MeasuredPieces;
import org.gatehouse.transfer.body.MediumReaders;
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
    private final SourceDisks disks;
    private final OpenTransfers transfers;
    private final Downloads downloads;
    private final MediumReaders readers = new MediumReaders();
    private final Manifests manifests;
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
        this.disks = disks;
        this.downloads = new Downloads(timer, patience);
        this.manifests = new Manifests(disks, state);
        this.digests = new Digests(disks, state);
        this.transfers = new OpenTransfers(
                records,
                new DoneMarks(state),
                id -> {
                    manifests.forget(id);
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

    void sendContents(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Admission admission = admit(id, request);
        TransferRecord record = admission.record();
        Contents contents = Contents.decide(record, request);
        Traffic traffic = transfers.of(record);
        if (Contents.wantsDigest(request)) {
            digests.want(traffic);
        }
        if (request.getMethod().equalsIgnoreCase("HEAD")) {
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
            OpenDisk disk = open(traffic.record());
            pieces = traffic.isMeasured() && !contents.isCoded()
                    ? new MeasuredPieces(
                            disk, contents.range(), traffic.record().size(), traffic.blocks(), readers)
                    : new DiskPieces(disk, contents.range(), extents(traffic.record(), contents), readers);
            if (contents.trailer()) {
                Trailer trailer = new Trailer(traffic);
                pieces = new DigestedPieces(pieces, trailer::complete);
                response.setTrailerFields(trailer::fields);
            }
            if (contents.isCoded()) {
                if (!contents.trailer()) {
                    makeEndVisible(request, response);
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
        Map<String, String> headers = Map.of(
                "Content-Type", Manifest.TYPE,
                "ETag", EntityTag.of(record, "blocks"),
                "X-Ganeti-Size", Long.toString(record.size()));
        if (request.getMethod().equalsIgnoreCase("HEAD")) {
            answer(response, HttpServletResponse.SC_OK, headers);
            return;
        }
        Traffic traffic = transfers.of(record);
        takePlace(traffic, false);
        Pieces pieces;
        try {
            pieces = blocks(wanted, traffic);
        } catch (IOException | RuntimeException e) {
            traffic.leave();
            throw unreadable(record, e);
        }
        answer(response, HttpServletResponse.SC_OK, headers);
        makeEndVisible(request, response);
        Download download = new Download(downloads, traffic, pieces, false, admission.expires());
        pieces.follow(download::wake);
        download.begin(request, response);
    }

    private Pieces blocks(BlocksRequest wanted, Traffic traffic) throws IOException {
        TransferRecord record = traffic.record();
        if (wanted.isBounded()) {
            return new BlockPieces(
                    record,
                    wanted.from(),
                    wanted.to(),
                    List.of(new Extent(0, record.size())),
                    Optional.of(new BlockReader(open(record), traffic.blocks())));
        }
        if (wanted.later()) {
            traffic.measureBlocks();
            return new BlockPieces(
                    record,
                    wanted.from(),
                    wanted.to(),
                    disks.extents(record.id().text()),
                    Optional.empty());
        }
        return new ManifestPieces(record, manifests.of(record), wanted.from());
    }

    void done(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TransferRecord record = gate.admit(id, request).record();
        LimitedBody body = new LimitedBody(request, LONGEST_DONE);
        byte[] said;
        try {
            said = body.readAllBytes();
        } catch (IOException e) {
            throw body.faultOr(new HttpError(400, "the body could not be read"));
        }
        DoneMark mark =
                DoneMark.parse(said).orElseThrow(() -> new HttpError(400, "no object with success, bytes, sha256"));
        try {
            transfers.done(record, mark);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot keep that transfer " + record.id() + " is done", e);
            throw new HttpError(500, "cannot keep that the transfer is done");
        }
        Uncached.forbid(response);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private Admission admit(String id, HttpServletRequest request) {
        Admission admission = gate.admit(id, request);
        if (transfers.isDone(admission.record().id())) {
            throw new HttpError(410, "the transfer is done");
        }
        return admission;
    }

    private void takePlace(Traffic traffic, boolean coded) {
        if (!downloads.hasRoom(coded)) {
            throw new HttpError(503, "too many downloads").withHeader("Retry-After", "5");
        }
        if (!traffic.enter()) {
            throw new HttpError(409, "too many downloads of this transfer at once").withHeader("Retry-After", "5");
        }
    }

    private OpenDisk open(TransferRecord record) throws IOException {
        OpenDisk disk;
        try {
            disk = disks.open(record.id().text());
        } catch (IOException | RuntimeException e) {
            throw unreadable(record, e);
        }
        if (disk.size() < record.size()) {
            disk.close();
            throw unreadable(record, new IOException("it has " + disk.size() + " bytes instead of " + record.size()));
        }
        return disk;
    }

    /** To code a long hole is cheap as long as it is not read. */
    private List<Extent> extents(TransferRecord record, Contents contents) {
        if (contents.isCoded()) {
            try {
                return disks.extents(record.id().text());
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "cannot tell where the disk of transfer " + record.id() + " has holes", e);
            }
        }
        return List.of(new Extent(0, Long.MAX_VALUE));
    }

    private static HttpError unreadable(TransferRecord record, Exception cause) {
        LOG.log(Level.ERROR, "cannot give out the disk of transfer " + record.id(), cause);
        return new HttpError(500, "the disk cannot be read");
    }

    private static void answer(HttpServletResponse response, int status, Map<String, String> headers) {
        response.setStatus(status);
        Uncached.forbid(response);
        headers.forEach(response::setHeader);
    }

    /**
     * Jetty ends an answer of unknown length by closing the connection where the client will not use it again, and the client
     * cannot tell that from a cut one. Where there may be trailers it does not.
     */
    private static void makeEndVisible(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().equals("HTTP/1.1")) {
            response.setTrailerFields(Map::of);
        }
    }

    @Override
    public void close() {
        clearing.cancel(false);
        transfers.close();
        downloads.close();
        readers.close();
        manifests.close();
        digests.close();
    }
}
