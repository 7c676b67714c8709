package org.gatehouse.cluster;

/** The things that carry tags, with Ganeti's words for them. */
public enum TagKind {
    CLUSTER("cluster"),
    GROUP("nodegroup"),
    NODE("node"),
    INSTANCE("instance"),
    NETWORK("network");

    private final String word;

    TagKind(String word) {
        this.word = word;
    }

    /** Ganeti's word, as opcodes and queries spell it. */
    public String word() {
        return word;
    }
}
