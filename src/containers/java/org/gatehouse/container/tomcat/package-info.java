/** Tomcat's side of the listeners: refusals in the Remote API's own words, renewed certificates, and a strict start. */
package org.gatehouse.container.tomcat;
