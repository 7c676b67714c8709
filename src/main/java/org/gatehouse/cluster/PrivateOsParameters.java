package org.gatehouse.cluster;

import java.io.IOException;
import java.util.List;

/**
 * The names of instances' private OS parameters. Neither queries nor jobs tell that an instance has any. Their values stay
 * where they are. Calls block for a moment; any thread may call.
 */
@FunctionalInterface
public interface PrivateOsParameters {

    /** The names that the instance of this UUID sets itself, sorted. Fails if they cannot be found out. */
    List<String> names(String instance) throws IOException;
}
