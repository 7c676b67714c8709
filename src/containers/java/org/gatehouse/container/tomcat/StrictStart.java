package org.gatehouse.container.tomcat;

import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Container;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.gatehouse.container.StartFailure;

/**
 * The first listener of the {@code Server} element: ends the process with the reason in the last line, and status 1, if the application
 * or a connector did not start. Tomcat by itself goes on, and answers 404 to everything. Tomcat tells the reason only to its log, so
 * this looks at what is logged until the start is over, and keeps stack traces out that say no more than the reason.
 */
public final class StrictStart implements LifecycleListener {
    private volatile boolean started;
    private volatile Throwable reason;

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getLifecycle() instanceof Server server)) {
            return;
        }
        switch (event.getType()) {
            case Lifecycle.BEFORE_INIT_EVENT -> {
                for (Handler handler : Logger.getLogger("").getHandlers()) {
                    Filter before = handler.getFilter();
                    handler.setFilter(entry -> isWanted(entry) && (before == null || before.isLoggable(entry)));
                }
            }
            case Lifecycle.AFTER_START_EVENT -> {
                Optional<Object> stopped = findStopped(server);
                // The filters stay, since others may have put theirs around them, but from now on they let everything
                // pass.
                started = stopped.isEmpty();
                stopped.ifPresent(part -> end(server, part));
            }
            default -> {}
        }
    }

    /** Also remembers the first failure. */
    private boolean isWanted(LogRecord entry) {
        Throwable thrown = entry.getThrown();
        if (started) {
            return true;
        }
        if (thrown == null) {
            return reason == null || entry.getLevel().intValue() < Level.WARNING.intValue();
        }
        if (entry.getLevel().intValue() >= Level.SEVERE.intValue() && reason == null) {
            reason = thrown;
        }
        return !StartFailure.isExplained(thrown);
    }

    private static Optional<Object> findStopped(Server server) {
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                if (!connector.getState().isAvailable()) {
                    return Optional.of(connector);
                }
            }
            for (Container host : service.getContainer().findChildren()) {
                for (Container application : host.findChildren()) {
                    if (!application.getState().isAvailable()) {
                        return Optional.of(application);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private void end(Server server, Object part) {
        Throwable why = reason == null ? new LifecycleException(part + " did not start") : reason;
        // Not from this thread, which is still starting the server.
        new Thread(
                        () -> {
                            try {
                                server.stop();
                            } catch (LifecycleException e) {
                                // It has not even started.
                            }
                            StartFailure.end(why);
                        },
                        "strict-start")
                .start();
    }
}
