package org.gatehouse.container.tomcat;

import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
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
 * or a connector did not start. Tomcat by itself goes on, and answers 404 to everything; so this looks at the application before the connectors
 * start. Tomcat tells the reason only to its log, so this looks at what is logged until the start is over, and keeps stack traces out that
 * say no more than the reason.
 */
public final class StrictStart implements LifecycleListener {
    private volatile boolean started;
    private volatile boolean ended;
    private volatile Throwable reason;

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (event.getLifecycle() instanceof Engine engine && event.getType().equals(Lifecycle.AFTER_START_EVENT)) {
            findStopped(engine).ifPresent(part -> {
                setReason(part);
                end();
            });
        }
        if (!(event.getLifecycle() instanceof Server server)) {
            return;
        }
        switch (event.getType()) {
            case Lifecycle.BEFORE_INIT_EVENT -> {
                for (Service service : server.findServices()) {
                    service.getContainer().addLifecycleListener(this);
                }
                for (Handler handler : Logger.getLogger("").getHandlers()) {
                    Filter before = handler.getFilter();
                    handler.setFilter(entry -> isWanted(entry) && (before == null || before.isLoggable(entry)));
                }
            }
            case Lifecycle.AFTER_START_EVENT -> {
                Optional<Lifecycle> stopped = findStopped(server);
                // The filters stay, since others may have put theirs around them, but from now on they let everything
                // pass.
                started = stopped.isEmpty();
                stopped.ifPresent(part -> {
                    setReason(part);
                    stop(server);
                    end();
                });
            }
            // Tomcat takes back a start that failed.
            case Lifecycle.AFTER_STOP_EVENT, Lifecycle.AFTER_DESTROY_EVENT -> {
                if (!started) {
                    setReason(server);
                    end();
                }
            }
            default -> {}
        }
    }

    /** Also remembers the first failure. */
    private boolean isWanted(LogRecord entry) {
        Throwable thrown = entry.getThrown();
        if (started || ended) {
            return started;
        }
        if (thrown == null) {
            return reason == null || entry.getLevel().intValue() < Level.WARNING.intValue();
        }
        if (entry.getLevel().intValue() >= Level.SEVERE.intValue() && reason == null) {
            reason = thrown;
        }
        return !StartFailure.isExplained(thrown);
    }

    private static Optional<Lifecycle> findStopped(Server server) {
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                if (!connector.getState().isAvailable()) {
                    return Optional.of(connector);
                }
            }
        }
        return Optional.empty();
    }

    /** An application. */
    private static Optional<Lifecycle> findStopped(Engine engine) {
        for (Container host : engine.findChildren()) {
            for (Container application : host.findChildren()) {
                if (!application.getState().isAvailable()) {
                    return Optional.of(application);
                }
            }
        }
        return Optional.empty();
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (LifecycleException e) {
            // The process ends anyway.
        }
    }

    /** Keeps the one that there is. */
    private void setReason(Lifecycle part) {
        if (reason == null) {
            reason = new LifecycleException(part + " did not start");
        }
    }

    /** On the thread that starts the server: another one would let this one log a start. */
    private void end() {
        ended = true;
        StartFailure.end(reason);
    }
}
