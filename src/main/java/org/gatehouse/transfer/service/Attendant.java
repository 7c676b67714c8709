package org.gatehouse.transfer.service;

import java.io.IOException;
import java.time.Duration;
import org.gatehouse.opcode.Opcode;

/** Who does for a transfer what its cluster has to do, and hears of it. For the transfer's thread. */
interface Attendant {
    /** Carries an opcode out, and returns when that is done; {@code what} is for whoever reads of a failure. */
    void carryOut(Opcode opcode, String what, Duration limit) throws WorkException, IOException, InterruptedException;

    /** Makes the instance that the transfer fills, if it is not there yet. */
    void make() throws WorkException, IOException, InterruptedException;

    /** Hears that the transfer has looked how far it is. */
    void looked();
}
