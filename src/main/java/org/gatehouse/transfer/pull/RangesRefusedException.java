package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.io.Serial;

/** The source gives the disk as a whole only. */
final class RangesRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    RangesRefusedException() {
        super("the source gives no ranges");
    }
}
