package org.gatehouse.transfer.record;

import java.nio.file.Path;

/** Where a transfer's two files are: the record, and the signature over its bytes in base64. */
record RecordPlace(Path record, Path signature) {
    static final String RECORD = ".json";
    static final String SIGNATURE = ".sig";
    static final String ALGORITHM = "SHA256withRSA";

    /** The id has been checked: nothing in it means anything to a file system. */
    static RecordPlace of(Path directory, TransferId id) {
        return new RecordPlace(directory.resolve(id.text() + RECORD), directory.resolve(id.text() + SIGNATURE));
    }
}
