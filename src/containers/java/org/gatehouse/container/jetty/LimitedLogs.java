package org.gatehouse.container.jetty;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.container.LogLimit;

/**
 * Puts a {@link LogLimit} on what Jetty logs by its own means, which is standard error, and on {@code java.util.logging}, which the
 * application uses. Used from Jetty's XML.
 */
public final class LimitedLogs {
    private static final List<Handler> HANDLERS = List.of(Logger.getLogger("").getHandlers());
    private static final int LOOKS = 400;
    private static final long LOOK_NANOS = 5_000_000;

    private LimitedLogs() {}

    /** Installs the limit, once. */
    public static void install() {
        System.setErr(new Errors(LogLimit.install(), System.err));
        Runtime.getRuntime().addShutdownHook(new Thread(LimitedLogs::putBack, "log-handlers"));
    }

    /**
     * The first thing that {@code java.util.logging} does when the process ends is to remove all handlers; what is logged while requests
     * are finished and the application closes would be lost.
     */
    private static void putBack() {
        Logger root = Logger.getLogger("");
        for (int i = 0; i < LOOKS && root.getHandlers().length > 0; i++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (root.getHandlers().length == 0) {
            HANDLERS.forEach(root::addHandler);
        }
    }

    /** Standard error, to which Jetty's logging prints each record as one object. */
    private static final class Errors extends PrintStream {
        private static final Pattern HEAD = Pattern.compile("\\S+ [0-9:.]+:([A-Z]+) *:([^:]*):");

        private final LogLimit limit;

        Errors(LogLimit limit, PrintStream out) {
            super(out, true, Charset.defaultCharset());
            this.limit = limit;
        }

        @Override
        public void println(Object text) {
            String whole = String.valueOf(text);
            Matcher head = HEAD.matcher(whole);
            boolean passes = head.lookingAt()
                    ? limit.admit(head.group(2), head.group(1), whole.length())
                    : limit.admitLine(whole.length());
            if (passes) {
                super.println(whole);
            }
        }
    }
}
