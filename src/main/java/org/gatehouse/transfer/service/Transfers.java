package org.gatehouse.transfer.service;

import java.util.Optional;
import org.gatehouse.http.HttpError;

/** The cluster's transfers, if it has any to offer. */
public final class Transfers implements AutoCloseable {
    private final Optional<InstanceTransfers> service;
    private final Runnable last;
    private final String obstacle;

    private Transfers(Optional<InstanceTransfers> service, Runnable last, String obstacle) {
        this.service = service;
        this.last = last;
        this.obstacle = obstacle;
    }

    /** These; closed with this. {@code last} is run after that, to close what they need. */
    public static Transfers of(InstanceTransfers service, Runnable last) {
        return new Transfers(Optional.of(service), last, "");
    }

    /** None, and why. */
    public static Transfers none(String obstacle) {
        return new Transfers(Optional.empty(), () -> {}, obstacle);
    }

    /** Whether there are any. */
    public boolean served() {
        return service.isPresent();
    }

    @Override
    public void close() {
        service.ifPresent(InstanceTransfers::close);
        last.run();
    }

    /** 501 with the reason if there are none. */
    InstanceTransfers service() {
        return service.orElseThrow(() -> new HttpError(501, "No transfers here: " + obstacle));
    }
}
