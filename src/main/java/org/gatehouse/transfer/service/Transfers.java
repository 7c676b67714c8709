package org.gatehouse.transfer.service;

import java.util.Optional;
import org.gatehouse.http.HttpError;

/** The cluster's transfers, if it has any to offer. */
public final class Transfers implements AutoCloseable {
    private final Optional<InstanceTransfers> service;
    private final String obstacle;

    private Transfers(Optional<InstanceTransfers> service, String obstacle) {
        this.service = service;
        this.obstacle = obstacle;
    }

    /** These; closed with this. */
    public static Transfers of(InstanceTransfers service) {
        return new Transfers(Optional.of(service), "");
    }

    /** None, and why. */
    public static Transfers none(String obstacle) {
        return new Transfers(Optional.empty(), obstacle);
    }

    /** Whether there are any. */
    public boolean served() {
        return service.isPresent();
    }

    @Override
    public void close() {
        service.ifPresent(InstanceTransfers::close);
    }

    /** 501 with the reason if there are none. */
    InstanceTransfers service() {
        return service.orElseThrow(() -> new HttpError(501, "No transfers here: " + obstacle));
    }
}
