package org.gatehouse.transfer.service;

/**
 * What a client says when it wants an import prepared.
 *
 * @param lifetime seconds for which the import waits for its sources
 * @param reference the client's own name for this request; empty for none
 * @param activate whether the disks are to be activated while the client sees to the sources
 */
record ImportPreparation(long lifetime, String reference, boolean activate) {
    private static final long DAY = 86_400;
    private static final long LONGEST = 604_000;

    /** Reads a request's body; 400 if something is wrong with it. */
    static ImportPreparation read(Object body) {
        Fields fields = Fields.of(body, ImportRequest.NAMES);
        return new ImportPreparation(
                fields.whole("lifetime", DAY, 60, LONGEST), fields.reference(), fields.truth("activate", false));
    }
}
