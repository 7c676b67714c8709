/** Node calls through the privileged handler of this node, over a Unix socket. */
package org.gatehouse.handler;
