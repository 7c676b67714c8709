/**
 * Ganeti's Remote API, version 2: the resources under {@code /}, {@code /version} and {@code /2/}. A resource reads the
 * request, names the opcode or the query, and answers; what happens then is the cluster's business.
 */
package org.gatehouse.rapi;
