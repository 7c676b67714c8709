package org.gatehouse.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be read from a cluster. Calls block until the answer or the back end's deadline; any thread may call. */
public interface Queries {

    /**
     * All items of one kind, each a row of values in the order of {@code fields}. {@code lock} asks for the cluster's
     * locks first, which clusters of our day refuse; kinds that know no locks ignore it.
     */
    Rows list(ItemKind kind, List<String> fields, boolean lock);

    /** The first item that answers to a name, a UUID or, for jobs, an id; as {@link #list} otherwise. */
    Optional<List<Object>> find(ItemKind kind, String name, List<String> fields, boolean lock);

    /**
     * Asks in the query language: what kind of thing, which fields, which filter ({@code null} for none). Fields and
     * filter are passed on as JSON values and judged by the cluster.
     */
    QueryAnswer query(String what, Object fields, Object filter);

    /** The fields a kind of thing has, all of them when {@code names} is {@code null}: an object with {@code fields}. */
    Object queryFields(String what, List<String> names);

    /** Facts and settings of the cluster, in the cluster's order. */
    Map<String, Object> clusterInfo();

    /** The tags of one thing; the cluster's own are asked for with an empty name. */
    List<Object> tags(TagKind kind, String name);
}
