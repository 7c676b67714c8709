package org.gatehouse.container;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketException;

/**
 * How much the kernel keeps for those who are being sent a disk. For a few it finds out by itself, up to some megabytes for each, as long
 * ways need it. A crowd of readers that take nothing would fill all memory that the machine has for TCP, and every other connection on it
 * would nearly stand still; so whoever comes while many are there gets little. For any number of threads.
 */
public final class SendBuffers {
    private static final Logger LOG = System.getLogger(SendBuffers.class.getName());
    private static final long MANY = 64;
    private static final int LITTLE = 128 << 10;

    private SendBuffers() {}

    /** Sets up a connection that was accepted while there were so many. */
    public static void limit(Socket accepted, long connections) {
        if (connections > MANY) {
            try {
                accepted.setSendBufferSize(LITTLE);
            } catch (SocketException e) {
                LOG.log(Level.DEBUG, "a connection has gone already", e);
            }
        }
    }
}
