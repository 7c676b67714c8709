package org.gatehouse.embedded.work;

import java.util.List;
import org.gatehouse.embedded.model.Edit;
import org.gatehouse.embedded.model.Nic;

/** The pools' books: which addresses the instances have. Part of the change that gives or takes the cards. */
final class Pools {
    private Pools() {}

    static void take(Site site, Edit edit, List<Nic> cards) {
        for (Nic nic : cards) {
            change(site, edit, nic, true);
        }
    }

    static void give(Site site, Edit edit, List<Nic> cards) {
        for (Nic nic : cards) {
            change(site, edit, nic, false);
        }
    }

    private static void change(Site site, Edit edit, Nic nic, boolean take) {
        if (nic.network() == null || nic.ip() == null) {
            return;
        }
        site.model().networks().find(nic.network()).flatMap(edit::latest).ifPresent(network -> {
            AddressPool pool = new AddressPool(network);
            // An address that the pool has otherwise is no fault of this change.
            if ((take ? pool.reserve(nic.ip(), false) : pool.release(nic.ip(), false)).isEmpty()) {
                edit.put(pool.network());
            }
        });
    }
}
