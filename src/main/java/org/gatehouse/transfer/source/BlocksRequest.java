package org.gatehouse.transfer.source;

import jakarta.servlet.http.HttpServletRequest;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * Which list of a disk's blocks is wanted.
 *
 * @param from where the first block ends at the earliest
 * @param to where the last one begins at the latest, and not there; the digests of every block between are told, of those that
 *     hold nothing, too. {@code Long.MAX_VALUE} where no end was said
 * @param later whether the digests will be asked for when the blocks have come: those of a file's blocks are left out then, and
 *     the disk is read only once
 */
record BlocksRequest(long from, long to, boolean later) {

    /** Reads {@code from}, {@code to} and {@code digests}; fails with {@link HttpError} 400. */
    static BlocksRequest of(HttpServletRequest request, TransferRecord record) {
        String digests = request.getParameter("digests");
        if (digests != null && !digests.equals("later")) {
            throw new HttpError(400, "digests may only be later");
        }
        // What of a device is empty nobody knows who has not read it, and to send that costs more.
        boolean later = digests != null && record.isFile();
        return new BlocksRequest(offset(request, "from", 0), offset(request, "to", Long.MAX_VALUE), later);
    }

    boolean isBounded() {
        return to < Long.MAX_VALUE;
    }

    private static long offset(HttpServletRequest request, String name, long otherwise) {
        String text = request.getParameter(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new HttpError(400, name + " is no offset");
        }
        return Long.parseLong(text);
    }
}
