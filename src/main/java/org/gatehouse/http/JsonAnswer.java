package org.gatehouse.http;

/** An answer's body: one JSON value, {@code null} included, small enough to be written at once. */
public record JsonAnswer(Object value) {}
