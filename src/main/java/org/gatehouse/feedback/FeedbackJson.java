package org.gatehouse.feedback;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Feedback as JSON members and back. */
public final class FeedbackJson {
    /** Up to here a double holds every whole number. */
    private static final double WHOLE = 0x1p53;

    private FeedbackJson() {}

    /**
     * The members in their order, {@code type} first: texts, {@link Long} for whole numbers, {@link Double} for others, the
     * time as a list. What is not known, or is no number, is not there.
     */
    public static Map<String, Object> members(Feedback feedback) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (feedback instanceof Progress progress) {
            members.put("type", "progress");
            members.put("ts", time(progress.time()));
            put(members, "done", OptionalDouble.of(progress.done()));
            put(members, "total", progress.total());
            put(members, "unit", progress.unit());
            put(members, "rate", progress.rate());
            put(members, "eta", progress.eta());
            put(members, "item", progress.item());
            put(members, "phase", progress.phase());
        } else if (feedback instanceof LogLine line) {
            members.put("type", "log");
            members.put("ts", time(line.time()));
            members.put("log_type", line.logType());
            members.put("message", line.message());
        }
        return members;
    }

    /** A time as the job log writes it: {@code [seconds, microseconds]}. */
    public static List<Long> time(Instant time) {
        return List.of(time.getEpochSecond(), (long) time.get(ChronoField.MICRO_OF_SECOND));
    }

    /** Reads what a JSON object in UTF-8 tells; empty if it is of another type, or lacks what its type must have. */
    public static Optional<Feedback> read(byte[] utf8) {
        return JsonMembers.read(utf8).flatMap(FeedbackJson::read);
    }

    /** As {@link #read(byte[])}. What comes without a time gets that of its reading. */
    static Optional<Feedback> read(JsonMembers members) {
        Instant time = members.time().orElseGet(Instant::now);
        return switch (members.text("type", "")) {
            case "progress" -> {
                OptionalDouble done = members.number("done");
                yield done.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Progress(
                                time,
                                members.text("item", ""),
                                members.text("phase", ""),
                                members.text("unit", ""),
                                done.getAsDouble(),
                                members.number("total"),
                                members.number("rate"),
                                members.number("eta")));
            }
            case "log" ->
                Optional.of(new LogLine(time, members.text("log_type", "message"), members.text("message", "")));
            default -> Optional.empty();
        };
    }

    private static void put(Map<String, Object> members, String name, String text) {
        if (!text.isEmpty()) {
            members.put(name, text);
        }
    }

    private static void put(Map<String, Object> members, String name, OptionalDouble number) {
        if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
            double value = number.getAsDouble();
            boolean whole = value == Math.rint(value) && Math.abs(value) <= WHOLE;
            if (whole) {
                members.put(name, (long) value);
            } else {
                members.put(name, value);
            }
        }
    }
}
