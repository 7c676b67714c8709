package org.gatehouse.container.tomcat;

import java.lang.System.Logger.Level;
import org.apache.catalina.Container;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;

/**
 * A listener of the {@code Server} element: ends the process with status 1 if an application or a connector did not
 * start. Tomcat by itself goes on, and answers 404 to everything.
 */
public final class StrictStart implements LifecycleListener {
    private static final System.Logger LOG = System.getLogger(StrictStart.class.getName());

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!event.getType().equals(Lifecycle.AFTER_START_EVENT) || !(event.getLifecycle() instanceof Server server)) {
            return;
        }
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                endUnless(connector.getState().isAvailable(), connector);
            }
            for (Container host : service.getContainer().findChildren()) {
                for (Container application : host.findChildren()) {
                    endUnless(application.getState().isAvailable(), application);
                }
            }
        }
    }

    private static void endUnless(boolean started, Object part) {
        if (!started) {
            LOG.log(Level.ERROR, "{0} did not start: ending", part);
            // Not from this thread: it holds the server's lock, which the shutdown hook needs.
            new Thread(() -> System.exit(1), "strict-start").start();
        }
    }
}
