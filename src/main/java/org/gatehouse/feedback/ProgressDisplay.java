package org.gatehouse.feedback;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/** Shows feedback: on a terminal as a bar that grows, elsewhere line by line. Any thread may call. */
public final class ProgressDisplay {
    private static final int BAR = 30;
    private static final double KIBI = 1024;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private String bar = "";
    private String item = "";

    /** A display that writes to {@code out}, which stays its caller's. */
    public ProgressDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows how far it is, or a line of the log. */
    public synchronized void show(Feedback feedback) {
        if (feedback instanceof LogLine line) {
            line(printable(line.message()));
        } else if (feedback instanceof Progress progress) {
            if (!terminal) {
                out.println(text(progress));
                return;
            }
            if (!bar.isEmpty() && !item.equals(progress.item())) {
                out.println();
            }
            item = progress.item();
            bar = text(progress);
            out.print(CLEAR + bar);
            out.flush();
        }
    }

    /** A line that stays. */
    public synchronized void line(String text) {
        if (bar.isEmpty()) {
            out.println(text);
        } else {
            out.println(CLEAR + text);
            out.print(bar);
        }
        out.flush();
    }

    /** Leaves the bar as it is; what comes next begins on a line of its own. */
    public synchronized void end() {
        if (!bar.isEmpty()) {
            out.println();
            bar = "";
        }
    }

    private String text(Progress progress) {
        StringBuilder text = new StringBuilder();
        if (!progress.item().isEmpty()) {
            text.append(printable(progress.item())).append(' ');
        }
        if (!progress.phase().isEmpty()) {
            text.append(printable(progress.phase())).append(' ');
        }
        OptionalDouble part = part(progress);
        if (part.isPresent()) {
            if (terminal) {
                int full = (int) (part.getAsDouble() * BAR);
                text.append('[')
                        .append("#".repeat(full))
                        .append(".".repeat(BAR - full))
                        .append("] ");
            }
            text.append(String.format(Locale.ROOT, "%5.1f%% ", part.getAsDouble() * 100));
        }
        if (!progress.unit().equals("percent")) {
            text.append(amount(progress.done(), progress.unit()));
            progress.total().ifPresent(total -> text.append(" of ").append(amount(total, progress.unit())));
        }
        progress.rate()
                .ifPresent(rate ->
                        text.append(", ").append(amount(rate, progress.unit())).append("/s"));
        progress.eta().ifPresent(eta -> text.append(String.format(Locale.ROOT, ", %.0f s left", eta)));
        return text.toString().strip();
    }

    private static OptionalDouble part(Progress progress) {
        double total =
                progress.unit().equals("percent") ? 100 : progress.total().orElse(0);
        return total > 0
                ? OptionalDouble.of(Math.min(1, Math.max(0, progress.done() / total)))
                : OptionalDouble.empty();
    }

    private static String amount(double number, String unit) {
        if (!unit.equals("bytes")) {
            String format = number == Math.rint(number) ? "%.0f %s" : "%.1f %s";
            return String.format(Locale.ROOT, format, number, printable(unit)).strip();
        }
        double amount = number;
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int power = 0;
        while (Math.abs(amount) >= KIBI && power < units.length - 1) {
            amount /= KIBI;
            power++;
        }
        return String.format(Locale.ROOT, power == 0 ? "%.0f %s" : "%.1f %s", amount, units[power]);
    }

    /** A node must not be able to send the terminal commands. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
