package org.gatehouse.access;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.http.AnswerFilter;

/**
 * Writes one request's audit line, at most once, to the logger {@code org.gatehouse.audit}: {@code key="value"} pairs in a
 * fixed order. In a value, quotes, backslashes, and whatever is not printable ASCII are escaped, so no client can forge a line
 * or a pair. The query, the body and passwords are never part of it. A refused request goes to the {@link RefusalLog}, which
 * counts what is repeated.
 */
final class Audit implements AsyncListener {
    /** The logger that the lines go to. */
    static final String LOGGER = "org.gatehouse.audit";

    private static final Logger LOG = System.getLogger(LOGGER);

    private final AtomicBoolean written = new AtomicBoolean();
    private final AuditRecord record;
    private final RefusalLog refusals;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    // What the container may have recycled by the time an answer ends is taken down at the beginning.
    private final String address;
    private final String method;
    private final String path;
    private volatile boolean always;
    private volatile String object = "";
    private volatile Optional<Caller> caller = Optional.empty();
    private volatile boolean failed;
    private volatile boolean refused;
    private volatile String user = "";

    Audit(HttpServletRequest request, HttpServletResponse response, RefusalLog refusals) {
        this.record = AuditRecord.begin(request);
        this.refusals = refusals;
        this.request = request;
        this.response = response;
        this.address = request.getRemoteAddr();
        this.method = request.getMethod();
        this.path = request.getRequestURI();
    }

    /** The route is known; if its use changes something, there will be a line. */
    void destination(Route route, String nameInPath) {
        always = route.permission().changes();
        object = nameInPath;
    }

    void caller(Caller found) {
        caller = Optional.of(found);
    }

    void reason(String words) {
        record.reason(words);
    }

    /** The request is refused before it reached a resource. */
    void refused(String reason) {
        refused = true;
        record.reason(reason);
    }

    /** The name that came with a password that is not accepted. */
    void user(String name) {
        user = name;
    }

    /** The request ended in an exception, whatever the status says so far. */
    void failed() {
        failed = true;
    }

    /** Writes the line now, or when the answer ends if that is left to another thread. */
    void finish() {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(this);
                return;
            } catch (IllegalStateException e) {
                // It ended between the question and the answer.
            }
        }
        write();
    }

    private void write() {
        if (!written.compareAndSet(false, true)) {
            return;
        }
        if (refused && !failed) {
            String name = caller.map(Caller::name).orElse("");
            boolean loud = always || !user.isEmpty();
            refusals.add(new RefusalLog.Refusal(address, name, user, record.reason(), path, loud), this::line);
        } else if (always || record.isFilled()) {
            LOG.log(Level.INFO, this::line);
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder(256);
        pair(line, "caller", caller.map(Caller::name).orElse(""));
        pair(
                line,
                "auth",
                caller.map(Caller::authentication)
                        .orElse(Authentication.NONE)
                        .name()
                        .toLowerCase(Locale.ROOT));
        pair(line, "remote", address);
        pair(line, "method", method);
        pair(line, "path", path);
        pair(line, "opcode", record.opcodes());
        pair(line, "object", record.objects().isEmpty() ? object : record.objects());
        pair(line, "job", record.jobs());
        pair(line, "status", failed ? "500" : Integer.toString(response.getStatus()));
        pair(line, "reason", failed ? "internal error" : record.reason());
        if (!user.isEmpty()) {
            pair(line, "user", user);
        }
        return line.toString();
    }

    private static void pair(StringBuilder line, String key, String value) {
        line.append(line.isEmpty() ? "" : " ")
                .append(key)
                .append("=\"")
                .append(LogText.of(value))
                .append('"');
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // Tomcat refuses the event's context to listeners once the client has broken off.
        failed |= AnswerFilter.isFailed(request);
        write();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        record.reason("time-out");
    }

    @Override
    public void onError(AsyncEvent event) {
        record.reason("broken off");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
