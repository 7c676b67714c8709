package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What a resource answers. JAX-RS carries it no further than to the {@link AnswerFilter}, which sends it: JAX-RS would flush
 * each answer before closing it, hide that a long one was cut short, and negotiate forms that RAPI does not have.
 */
public interface Answer {

    /**
     * Sends the answer, or begins to if it will be finished on another thread. Called once. If the request is asynchronous, this completes
     * it when the answer has been sent.
     */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
