package org.gatehouse.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Where a container enters: starts the application with the settings it finds, and stops it. Fails with a
 * {@link SettingsException} whose message the container shows.
 */
public final class GatehouseListener implements ServletContextListener {
    private static final Logger LOG = System.getLogger(GatehouseListener.class.getName());

    private Gatehouse gatehouse;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Settings settings = Settings.load(System.getProperties(), System.getenv());
        LOG.log(Level.INFO, "settings come from {0}", settings.origin());
        gatehouse = Gatehouse.start(settings, event.getServletContext());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (gatehouse != null) {
            gatehouse.close();
        }
    }
}
