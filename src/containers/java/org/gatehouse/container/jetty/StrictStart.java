package org.gatehouse.container.jetty;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.gatehouse.container.StartFailure;

/** A listener of the server: if it does not start, ends the process with the reason in the last line, and status 1. */
public final class StrictStart implements LifeCycle.Listener {
    /** See the class. */
    public StrictStart() {}

    @Override
    public void lifeCycleFailure(LifeCycle server, Throwable cause) {
        if (!StartFailure.isExplained(cause)) {
            System.getLogger(StrictStart.class.getName()).log(System.Logger.Level.ERROR, "not started", cause);
        }
        try {
            ((Server) server).stop();
        } catch (Exception e) {
            // It has not even started.
        }
        StartFailure.end(cause);
    }
}
