package org.gatehouse.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Where a container enters: starts the application with the settings it finds, and stops it. */
public final class GatehouseListener implements ServletContextListener {
    private static final Logger LOG = System.getLogger(GatehouseListener.class.getName());

    private Gatehouse gatehouse;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Settings settings = Settings.load(System.getProperties(), System.getenv());
            LOG.log(Level.INFO, "settings come from {0}", settings.origin());
            gatehouse = Gatehouse.start(settings, event.getServletContext());
        } catch (SettingsException e) {
            LOG.log(Level.ERROR, "Gatehouse does not start: {0}", e.getMessage());
            throw e;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (gatehouse != null) {
            gatehouse.close();
        }
    }
}
