package org.gatehouse.rapi;

import java.util.List;

/** What this server can do beyond Ganeti's own, as far as it is set up for it. Any thread may ask. */
@FunctionalInterface
public interface OwnFeatures {

    /** The names that clients look for. */
    List<String> names();
}
