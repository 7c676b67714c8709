package org.gatehouse.transfer.body;

import org.gatehouse.http.ContentCodings;
import org.gatehouse.transfer.record.TransferRecord;

/** What tells one body from another (RFC 9110, section 8.8.3). */
public final class EntityTag {
    private EntityTag() {}

    /** A transfer's body in a coding, with the quotes. An id is never used twice and its disk does not change; but each coding is something else. */
    public static String of(TransferRecord record, String coding) {
        String suffix = coding.equals(ContentCodings.IDENTITY) ? "" : "+" + coding;
        return "\"" + record.id() + suffix + "\"";
    }
}
