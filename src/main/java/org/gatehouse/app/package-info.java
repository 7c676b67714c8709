/** Start-up and wiring: the context listener, the settings, the JAX-RS application. Sees everything; nobody sees it. */
package org.gatehouse.app;
