package org.gatehouse.transfer.service;

import java.time.Duration;

/**
 * How long things may take, and how often a transfer looks.
 *
 * @param look how often an open transfer looks after its instance, and how long one wait for a node is
 * @param pause how long to wait before something that failed is tried again
 * @param call the longest that a node call may take which has nothing to wait for
 * @param job the longest that a job may take
 * @param cleanup how long cleaning up is tried
 * @param renewal how often an open transfer looks after its node's certificate
 */
record Pace(Duration look, Duration pause, Duration call, Duration job, Duration cleanup, Duration renewal) {
    /** What is right for a cluster. */
    static final Pace USUAL = new Pace(
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1));
}
