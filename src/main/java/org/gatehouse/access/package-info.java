/**
 * Who is calling and what they may do. A filter finds the caller (certificate rules first, then Ganeti's users file, else
 * nobody), compares what the route requires with what the caller holds, and leaves the answer where servlets look for it:
 * the principal and {@code isUserInRole}. Both files are re-read when they change. Every write leaves one audit line.
 */
package org.gatehouse.access;
