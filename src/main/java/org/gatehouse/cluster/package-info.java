/**
 * The domain: what Gatehouse asks of a cluster, as ports that a back end implements, and the values that cross them. Every
 * failure of a back end arrives as a {@link org.gatehouse.cluster.ClusterException}.
 */
package org.gatehouse.cluster;
