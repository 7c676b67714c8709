package org.gatehouse.transfer.pull;

import java.util.Optional;

/**
 * A disk that is whole, verified and synced.
 *
 * @param size of the disk in bytes
 * @param received bytes of it that came in this pull; the rest was there already or is holes
 * @param sha256 of the whole disk, in hexadecimal digits, where the source tells it rather than those of the blocks
 */
public record PullResult(long size, long received, Optional<String> sha256) {}
