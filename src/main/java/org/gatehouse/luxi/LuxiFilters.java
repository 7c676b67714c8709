package org.gatehouse.luxi;

import java.time.Duration;
import java.util.Arrays;
import org.gatehouse.cluster.Filters;

/** {@link Filters} over LUXI. */
final class LuxiFilters implements Filters {
    private final LuxiClient client;
    private final Duration limit;

    LuxiFilters(LuxiClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public Object replace(String uuid, Object priority, Object predicates, Object action, Object reason) {
        return change("ReplaceFilter", uuid, priority, predicates, action, reason);
    }

    @Override
    public Object delete(String uuid) {
        return change("DeleteFilter", uuid);
    }

    private Object change(String method, Object... args) {
        return client.fetch(new LuxiRequest(method, Arrays.asList(args), true, limit));
    }
}
