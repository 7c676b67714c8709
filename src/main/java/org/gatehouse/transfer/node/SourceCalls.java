package org.gatehouse.transfer.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.source.SourceTransfers;
import org.gatehouse.transfer.source.Status;

/** Waiting for the transfers that this node gives out. For any number of threads. */
final class SourceCalls {
    private static final long MOST_SECONDS = 3600;
    private static final Duration TICK = Duration.ofSeconds(1);

    private final SourceTransfers transfers;

    SourceCalls(SourceTransfers transfers) {
        this.transfers = transfers;
    }

    /** Waits until all are done or gone, or the time is up, and tells meanwhile how far they are. */
    Object await(Arguments arguments, Teller teller) throws IOException, InterruptedException {
        List<TransferId> ids = ids(arguments);
        long end = System.nanoTime()
                + Duration.ofSeconds(arguments.number("seconds", 0, MOST_SECONDS))
                        .toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            List<Status> now = transfers.await(ids, left.compareTo(TICK) < 0 ? left : TICK);
            now.forEach(status -> tell(status, teller));
            boolean open = now.stream().anyMatch(status -> status.state() == Status.State.OPEN);
            if (!open || System.nanoTime() >= end) {
                return now.stream().map(SourceCalls::json).toList();
            }
        }
    }

    static List<TransferId> ids(Arguments arguments) throws IOException {
        List<TransferId> ids = new ArrayList<>();
        for (String text : arguments.texts("ids")) {
            ids.add(TransferId.parse(text).orElseThrow(() -> new IOException("no transfer id: " + text)));
        }
        return ids;
    }

    void forget(TransferId id) {
        transfers.forget(id);
    }

    private static void tell(Status status, Teller teller) {
        if (status.state() != Status.State.GONE) {
            OptionalDouble left = status.left()
                    .map(time -> OptionalDouble.of(time.toMillis() / 1e3))
                    .orElse(OptionalDouble.empty());
            teller.progress(status.id().disk(), "send", status.bytes(), status.size(), (double) status.rate(), left);
        }
    }

    private static Map<String, Object> json(Status status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", status.id().text());
        json.put("state", status.state().name().toLowerCase(Locale.ROOT));
        json.put("success", status.success().orElse(null));
        json.put("bytes", status.bytes());
        json.put("sha256", status.sha256().orElse(null));
        json.put("message", status.message().orElse(null));
        json.put("streams", (long) status.streams());
        return json;
    }
}
