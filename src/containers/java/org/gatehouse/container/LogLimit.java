package org.gatehouse.container;

import java.lang.System.Logger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * Keeps clients from filling the log by way of the container: of records of the same logger, level and exception, twenty pass within a
 * minute, and of all together 256 KiB, or 512 KiB with the first of each kind; how many were left out is logged at the minute's end. What the application tells at level INFO
 * always passes, since the application has limits of its own. Safe for any number of threads.
 */
public final class LogLimit implements Filter {
    private static final Logger LOG = System.getLogger(LogLimit.class.getName());
    private static final String APPLICATION = "org.gatehouse.";
    private static final int MOST_OF_KIND = 20;
    private static final int MOST_KINDS = 128;
    private static final int MOST_BYTES = 256 << 10;
    private static final int PERIOD_SECONDS = 60;
    private static final int LINE_BYTES = 128;
    /** About what a line of a stack trace takes. */
    private static final int FRAME_BYTES = 96;

    private static final Kind OTHERS = new Kind("other loggers", "all levels");
    private static final Kind LINES = new Kind("standard error", "no level");
    private static final LogLimit INSTANCE = new LogLimit();

    private final Map<Kind, Count> counts = new LinkedHashMap<>();
    private int bytes;

    private record Kind(String logger, String what) {}

    private static final class Count {
        private int passed;
        private long leftOut;
    }

    LogLimit() {}

    /** Puts the limit on all handlers of the root logger, and sends exceptions that end a thread through it. Called once. */
    public static LogLimit install() {
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            Filter before = handler.getFilter();
            handler.setFilter(event -> (before == null || before.isLoggable(event)) && INSTANCE.isLoggable(event));
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
                LOG.log(Logger.Level.ERROR, "an exception ended the thread " + thread.getName(), failure));
        var unused = Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "log-limit");
                    thread.setDaemon(true);
                    return thread;
                })
                .scheduleAtFixedRate(INSTANCE::next, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return INSTANCE;
    }

    @Override
    public boolean isLoggable(LogRecord event) {
        String logger = String.valueOf(event.getLoggerName());
        boolean own = logger.startsWith(APPLICATION) && event.getLevel().intValue() <= Level.INFO.intValue();
        if (own || (logger.equals(LogLimit.class.getName()) && event.getThrown() == null)) {
            return true;
        }
        Throwable thrown = event.getThrown();
        String level = event.getLevel().getName();
        return admit(
                new Kind(
                        logger,
                        thrown == null ? level : level + " " + thrown.getClass().getName()),
                MOST_OF_KIND,
                String.valueOf(event.getMessage()).length() + size(thrown));
    }

    /** Whether a record that does not come through {@code java.util.logging} may still be written in this minute. */
    public boolean admit(String logger, String level, int length) {
        return admit(new Kind(logger, level), MOST_OF_KIND, length);
    }

    /** Whether a line that is no record may still be written in this minute. */
    public boolean admitLine(int length) {
        return admit(LINES, Integer.MAX_VALUE, length);
    }

    private synchronized boolean admit(Kind wanted, int most, int length) {
        Kind kind = counts.size() >= MOST_KINDS && !counts.containsKey(wanted) ? OTHERS : wanted;
        Count count = counts.computeIfAbsent(kind, first -> new Count());
        int size = LINE_BYTES + length;
        // The first of a kind passes as long as there is any room at all.
        int room = count.passed == 0 ? 2 * MOST_BYTES : MOST_BYTES;
        if (count.passed >= most || bytes + size > room) {
            count.leftOut++;
            return false;
        }
        count.passed++;
        bytes += size;
        return true;
    }

    private static int size(Throwable thrown) {
        int size = 0;
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < 8; depth++) {
            size += LINE_BYTES + String.valueOf(each.getMessage()).length() + each.getStackTrace().length * FRAME_BYTES;
            each = each.getCause();
        }
        return size;
    }

    /** Begins another minute, and tells what was left out in the last one. */
    void next() {
        takeLeftOut()
                .forEach((kind, number) -> LOG.log(
                        Logger.Level.WARNING,
                        "{0,number,#} more records of {1} at {2} within a minute were left out",
                        number,
                        kind.logger,
                        kind.what));
    }

    private synchronized Map<Kind, Long> takeLeftOut() {
        Map<Kind, Long> leftOut = new LinkedHashMap<>();
        counts.forEach((kind, count) -> {
            if (count.leftOut > 0) {
                leftOut.put(kind, count.leftOut);
            }
        });
        counts.clear();
        bytes = 0;
        return leftOut;
    }
}
