package org.gatehouse.transfer.service;

/** What every transfer of a cluster works with. */
record Surroundings(ClusterWork work, Papers papers, Pace pace, AllowedProxies proxies) {}
