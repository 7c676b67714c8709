/**
 * The HTTP vocabulary that the web packages share: error bodies, JSON in the spelling of Ganeti's daemons, answers that are
 * written while they are produced.
 */
package org.gatehouse.http;
