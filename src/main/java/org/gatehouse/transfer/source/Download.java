package org.gatehouse.transfer.source;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.http.BodyOutput;
import org.gatehouse.http.BreakOffServlet;
import org.gatehouse.transfer.body.Pieces;

/**
 * One body on its way to one reader, as fast as that one takes it and without a thread while it takes nothing. If it cannot be
 * sent to its end, it is broken off so that the reader can tell. Only one thread at a time works on it; whoever else wants
 * something says so and leaves.
 */
final class Download implements WriteListener, AsyncListener {
    private static final Logger LOG = System.getLogger(Download.class.getName());
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STUCK = TimeUnit.SECONDS.toNanos(3);
    private static final long LAST_WAIT = TimeUnit.SECONDS.toNanos(5);

    private final Downloads downloads;
    private final Traffic traffic;
    private final Pieces pieces;
    private final PieceSize pieceSize;
    private final boolean coded;
    private final Instant expires;
    // How often somebody wanted something since the one who works on it last looked; who finds none before him works.
    private final AtomicInteger wishes = new AtomicInteger();
    private volatile AsyncContext async;
    private volatile String stopping;
    private volatile boolean readerIsGone;
    private volatile boolean writable;
    // Since when the reader takes nothing; zero while it does.
    private volatile long blocked;
    // Since when a thread is in the container with what is written; zero while none is.
    private volatile long writing;
    // Whether the reader would take more and there is nothing.
    private volatile boolean waits;
    // From here on, only for the one who works on it.
    private BodyOutput out;
    private int granted;
    private boolean over;
    private boolean unflushed;
    // Since when it is to be broken off; zero while it is not.
    private long stopped;

    /** Owns the pieces from now on. */
    Download(Downloads downloads, Traffic traffic, Pieces pieces, boolean coded, Instant expires) {
        this.downloads = downloads;
        this.traffic = traffic;
        this.pieces = pieces;
        this.pieceSize = new PieceSize(downloads, pieces, !coded);
        this.coded = coded;
        this.expires = expires;
    }

    /** Whether the container does not let go of the thread that writes. */
    boolean isStuck() {
        long since = writing;
        return since != 0 && System.nanoTime() - since > STUCK;
    }

    boolean isCoded() {
        return coded;
    }

    /** Begins with the body; status and headers are set. */
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        async = request.startAsync(request, response);
        async.setTimeout(0);
        async.addListener(this);
        out = BodyOutput.of(request, response);
        downloads.opened(this);
        traffic.add(this);
        try {
            out.setWriteListener(this);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the request is over already", e);
            stop("the reader is gone");
        }
    }

    @Override
    public void onWritePossible() {
        writable = true;
        if (wishes.getAndIncrement() == 0) {
            granted = 1;
            if (downloads.borrowThread()) {
                try {
                    work();
                } finally {
                    downloads.giveBackThread();
                }
            } else {
                workLater();
            }
        }
    }

    /** There may be something to write. Leaves that to another thread. */
    void wake() {
        if (writable && wishes.getAndIncrement() == 0) {
            granted = 1;
            workLater();
        }
    }

    /** Breaks it off. */
    void stop(String why) {
        if (stopping == null) {
            stopping = why;
        }
        writable = true;
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.DEBUG, "a reader is gone: {0}", failure);
        readerIsGone = true;
        stop("the reader is gone");
    }

    /** Called every now and then. */
    void look(Instant now) {
        long since = blocked;
        if (!now.isBefore(expires)) {
            stop("the transfer, or the certificate, has expired");
        } else if (since != 0 && System.nanoTime() - since >= downloads.patienceNanos()) {
            stop("the reader takes nothing");
        } else if (waits || stopping != null) {
            wake();
        }
    }

    private void workLater() {
        if (!downloads.later(this::work)) {
            // The application stops, and with it this.
            end();
        }
    }

    private void work() {
        do {
            if (turn()) {
                workLater();
                return;
            }
            granted = wishes.addAndGet(-granted);
        } while (granted != 0);
    }

    /** True if it could go on, but others have waited long enough. */
    private boolean turn() {
        long end = System.nanoTime() + TURN;
        while (!over) {
            try {
                if (stopping != null) {
                    if (mayBreakOff()) {
                        finish(stopping);
                    }
                    return false;
                }
                if (!goOn()) {
                    return false;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a reader cannot be written to", e);
                readerIsGone = true;
                finish("the reader is gone");
            } catch (RuntimeException | OutOfMemoryError e) {
                // The reader may be there still, and must see that this is not the end.
                LOG.log(Level.ERROR, "a download of " + traffic.record().id() + " failed", e);
                finish(e.toString());
            }
            long now = System.nanoTime();
            if (now - end > 0) {
                if (downloads.isCrowded()) {
                    return true;
                }
                end = now + TURN;
            }
        }
        return false;
    }

    /**
     * Whether what was written is on its way. Without a length only whole chunks show that there should be more: wget takes a body
     * that ends within one for whole if TLS is ended in order. A reader that takes nothing is not waited for.
     */
    private boolean mayBreakOff() {
        if (readerIsGone || !coded) {
            return true;
        }
        stopped = stopped == 0 ? System.nanoTime() : stopped;
        return out.isReady() || System.nanoTime() - stopped > LAST_WAIT;
    }

    /** Writes a piece; false if that is not possible now. An {@link IOException} is the reader's. */
    private boolean goOn() throws IOException {
        if (!out.isReady()) {
            // The container will say when it is.
            blocked = blocked == 0 ? System.nanoTime() : blocked;
            return false;
        }
        long since = blocked;
        blocked = 0;
        pieceSize.adapt(since == 0 ? 0 : System.nanoTime() - since);
        if (!pieces.isReady()) {
            if (unflushed) {
                unflushed = false;
                writing = System.nanoTime();
                out.flush();
                writing = 0;
                return true;
            }
            waits = true;
            // What came in between was too early to be heard.
            if (!pieces.isReady()) {
                return false;
            }
        }
        waits = false;
        Pieces.Piece piece;
        try {
            piece = pieces.next();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.log(
                    Level.ERROR,
                    "cannot read the disk of transfer " + traffic.record().id(),
                    e);
            finish("the disk cannot be read");
            return true;
        }
        if (piece == null) {
            finish(null);
            return true;
        }
        if (piece.length() > 0) {
            unflushed = true;
            writing = System.nanoTime();
            out.write(piece.content().array(), piece.length());
            writing = 0;
            pieceSize.wrote(piece.length());
        }
        traffic.count(piece.read());
        return true;
    }

    private void finish(String fault) {
        if (over) {
            return;
        }
        end();
        try {
            if (fault == null || readerIsGone) {
                async.complete();
            } else {
                LOG.log(
                        Level.WARNING,
                        "a download of {0} is broken off: {1}",
                        traffic.record().id(),
                        fault);
                BreakOffServlet.breakOff(async);
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the container ended it already", e);
        }
    }

    private void end() {
        if (!over) {
            over = true;
            downloads.closed(this);
            traffic.remove(this);
            traffic.leave();
            pieceSize.close();
            pieces.close();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        readerIsGone = true;
        stop("the container ended it");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        stop("the container ended it");
    }

    @Override
    public void onError(AsyncEvent event) {
        readerIsGone = true;
        stop("the reader is gone");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Only what is broken off is dispatched, and then all is done.
    }
}
