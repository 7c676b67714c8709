package org.gatehouse.transfer.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a transfer's progress: on a terminal in one line that changes, elsewhere a line now and then. Any thread may call. */
final class MoveDisplay {
    private static final String CLEAR = "\r\u001b[K";
    private static final double MEBI = 1 << 20;
    private static final long BETWEEN_LINES_NANOS = 10_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private boolean open;
    private long last;

    MoveDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.last = System.nanoTime() - BETWEEN_LINES_NANOS;
    }

    /** A line that stays. */
    synchronized void say(String line) {
        end();
        out.println("move-instance: " + line);
        out.flush();
    }

    /** How far a transfer is, from its document. */
    synchronized void show(Map<String, Object> transfer) {
        long now = System.nanoTime();
        if (!terminal && now - last < BETWEEN_LINES_NANOS) {
            return;
        }
        last = now;
        String line = line(transfer);
        if (terminal) {
            out.print(CLEAR + line);
            open = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Leaves the line as it is; what comes next begins on a line of its own. */
    synchronized void end() {
        if (open) {
            out.println();
            open = false;
        }
    }

    private static String line(Map<String, Object> transfer) {
        double bytes = number(transfer.get("bytes"));
        double size = number(transfer.get("size"));
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "  %s: %.0f of %.0f MiB, %.0f %%",
                transfer.get("state"),
                bytes / MEBI,
                size / MEBI,
                size == 0 ? 0 : 100 * bytes / size));
        if (transfer.get("rate") != null) {
            line.append(String.format(Locale.ROOT, ", %.1f MiB/s", number(transfer.get("rate")) / MEBI));
        }
        if (transfer.get("eta") != null) {
            line.append(String.format(Locale.ROOT, ", %.0f s left", number(transfer.get("eta"))));
        }
        int disks = transfer.get("disks") instanceof List<?> list ? list.size() : 0;
        return line.append(disks == 1 ? "" : " (" + disks + " disks)").toString();
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
