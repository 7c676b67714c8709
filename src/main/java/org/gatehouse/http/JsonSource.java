package org.gatehouse.http;

import java.io.IOException;

/** What a {@link StreamedAnswer} says, part by part. For one thread at a time. */
public interface JsonSource extends AutoCloseable {

    /**
     * Writes the next part, one row say; false if that was the last. A {@link RuntimeException} means that the answer cannot be
     * produced to its end.
     */
    boolean writeNext(JsonStream out) throws IOException;

    /** Releases what the answer is made from. Called once, whether all was written or not. */
    @Override
    void close();
}
