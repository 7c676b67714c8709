package org.gatehouse.container.jetty;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes the records of {@code java.util.logging}, which are the application's, as Jetty writes its own. */
public final class LogLines extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private LogLines() {}

    /** Called from Jetty's XML, before the application starts. */
    public static void install() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new LogLines());
        }
    }

    @Override
    public String format(LogRecord entry) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.printf(
                Locale.ROOT,
                "%s:%-5s:%s:%s: %s%n",
                TIME.format(entry.getInstant()),
                level(entry.getLevel()),
                entry.getLoggerName(),
                Thread.currentThread().getName(),
                formatMessage(entry));
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(lines);
        }
        lines.flush();
        return text.toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
