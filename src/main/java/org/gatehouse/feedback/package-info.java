/**
 * What a node says about a call while it runs: progress and log lines, their form in JSON, and the stream of messages that ends with the call's
 * result.
 */
package org.gatehouse.feedback;
