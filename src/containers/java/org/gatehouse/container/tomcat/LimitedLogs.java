package org.gatehouse.container.tomcat;

import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.gatehouse.container.LogLimit;

/** A listener of the {@code Server} element, and the first of them: puts a {@link LogLimit} on what Tomcat logs. */
public final class LimitedLogs implements LifecycleListener {
    /** Made by Tomcat. */
    public LimitedLogs() {
        LogLimit.install();
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {}
}
