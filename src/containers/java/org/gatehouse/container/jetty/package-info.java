/** Jetty's side of the listeners: TLS connectors from PEM files, and refusals in the Remote API's own words. */
package org.gatehouse.container.jetty;
