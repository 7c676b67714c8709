package org.gatehouse.transfer.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the disk that is fetched and verified for itself.
 *
 * @param digest SHA-256; empty where only the whole disk's is known
 */
record Block(long offset, int length, Optional<Digest> digest) {

    long end() {
        return offset + length;
    }

    /** Blocks that follow each other without a gap, at least one. */
    record Run(List<Block> blocks) implements Comparable<Run> {
        Run {
            blocks = List.copyOf(blocks);
        }

        /** The runs that these blocks make up, in their order. */
        static List<Run> of(List<Block> blocks) {
            List<Run> runs = new ArrayList<>();
            int begin = 0;
            for (int i = 1; i <= blocks.size(); i++) {
                if (i == blocks.size()
                        || blocks.get(i).offset() != blocks.get(i - 1).end()) {
                    runs.add(new Run(blocks.subList(begin, i)));
                    begin = i;
                }
            }
            return runs;
        }

        long offset() {
            return blocks.get(0).offset();
        }

        long end() {
            return blocks.get(blocks.size() - 1).end();
        }

        @Override
        public int compareTo(Run other) {
            return Long.compare(offset(), other.offset());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Run run && run.blocks.equals(blocks);
        }

        @Override
        public int hashCode() {
            return blocks.hashCode();
        }
    }
}
