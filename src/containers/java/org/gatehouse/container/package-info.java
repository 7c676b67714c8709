/**
 * What runs beside the WAR and not in it: the container-side classes of {@code deploy/}, packed as
 * {@code gatehouse-container.jar} for the server class path of Jetty and Tomcat, and the small programs of
 * {@code deploy/run}. Nothing in the WAR may use this package.
 */
package org.gatehouse.container;
