package org.gatehouse.container;

import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Ends the process in order on the first SIGTERM or SIGINT, at once on the second one, and in any case when its time is up. The exit
 * status is 143 or 130, as without this. The work is done before the JVM's shutdown begins, while everything is logged as usual.
 */
public final class StopSignals {
    private static final System.Logger LOG = System.getLogger(StopSignals.class.getName());
    /** The status of a process that a signal ended is this more than the signal's number. */
    private static final int SIGNALLED = 128;

    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final int PART = 10;

    private final Supplier<Duration> timeout;
    private final Runnable work;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private StopSignals(Supplier<Duration> timeout, Runnable work) {
        this.timeout = timeout;
        this.work = work;
    }

    /**
     * Takes over the signals. From then on the first one runs {@code work} and ends the process.
     *
     * @param timeout how long the process may take to end; asked when the signal comes
     */
    public static void handle(Supplier<Duration> timeout, Runnable work) {
        StopSignals signals = new StopSignals(timeout, work);
        try {
            signals.handle("TERM");
            signals.handle("INT");
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "cannot handle signals ({0}): SIGTERM ends requests that are under way",
                    e.toString());
        }
    }

    /** By reflection: the classes are exported but not part of Java, and compilers warn of that without a way to agree. */
    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        arrived((int) signal.getMethod("getNumber").invoke(arguments[0]));
                    }
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }

    /** Each signal has a thread of its own. */
    private void arrived(int number) {
        int status = SIGNALLED + number;
        if (!stopping.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(status);
        }
        try {
            endAfter(timeout.get(), status);
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the stop goes on without waiting for requests", e);
        } finally {
            System.exit(status);
        }
    }

    private static void endAfter(Duration limit, int status) {
        Duration margin = limit.dividedBy(PART);
        Duration end = limit.minus(margin.compareTo(MARGIN) < 0 ? margin : MARGIN);
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(end.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.err.println("Gatehouse did not stop within " + end.toMillis() + " ms: ending it now");
                    Runtime.getRuntime().halt(status);
                },
                "stop-limit");
        thread.setDaemon(true);
        thread.start();
    }
}
