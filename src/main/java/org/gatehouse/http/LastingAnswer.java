package org.gatehouse.http;

/** An answer that goes on after {@link #send} has returned: the request is asynchronous by then, and the answer completes it. */
public interface LastingAnswer extends Answer {}
