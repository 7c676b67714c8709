/**
 * The ports of {@link org.gatehouse.cluster} over LUXI, the local protocol of Ganeti's luxid: a real cluster. Entered through
 * {@link org.gatehouse.luxi.LuxiCluster}.
 */
package org.gatehouse.luxi;
