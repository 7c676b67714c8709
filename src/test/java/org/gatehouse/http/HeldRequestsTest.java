package org.gatehouse.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeldRequestsTest {
    private static final int EACH = 1000;
    private static final HttpServletRequest REQUEST = (HttpServletRequest) Proxy.newProxyInstance(
            HeldRequestsTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, given) -> HeldRequests.MEMORY.equals(given[0]) ? EACH : null);

    private static final class Counted implements HeldRequests.Held {
        private final double rank;
        private final AtomicInteger ended = new AtomicInteger();

        Counted(double rank) {
            this.rank = rank;
        }

        @Override
        public double rank(long now) {
            return rank;
        }

        @Override
        public void giveUp() {
            ended.incrementAndGet();
        }
    }

    @Test
    void theLowestIsEnded() {
        HeldRequests requests = new HeldRequests(2 * EACH);
        List<Counted> all = List.of(new Counted(2), new Counted(1), new Counted(3));
        all.forEach(each -> requests.add(each, REQUEST));
        assertEquals(
                List.of(0, 1, 0), all.stream().map(each -> each.ended.get()).toList());
        assertFalse(requests.remove(all.get(1)));
        assertTrue(requests.remove(all.get(0)));
        assertTrue(requests.take(EACH));
        assertFalse(requests.take(1));
    }

    @Test
    void noMoreThanFitStayHeldWhenManyComeAtOnce() throws Exception {
        int threads = 16;
        int each = 500;
        HeldRequests requests = new HeldRequests(10L * EACH);
        List<Counted> all = new ArrayList<>();
        for (int i = 0; i < threads * each; i++) {
            all.add(new Counted(i));
        }
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<Counted> own = all.subList(t * each, (t + 1) * each);
                running.add(pool.submit(() -> {
                    start.await();
                    own.forEach(one -> requests.add(one, REQUEST));
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(
                threads * each - 10,
                all.stream().mapToInt(one -> one.ended.get()).sum());
        assertTrue(all.stream().allMatch(one -> one.ended.get() <= 1));
    }
}
