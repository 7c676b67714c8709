package org.gatehouse.transfer.pull;

import java.util.OptionalDouble;

/**
 * How far a pull is.
 *
 * @param done bytes of the disk that are dealt with, holes included
 * @param total size of the disk in bytes
 * @param rate bytes that came per second, lately
 * @param eta seconds until the end at this rate, if it can be told
 */
public record PullProgress(long done, long total, double rate, OptionalDouble eta) {}
