package org.gatehouse.transfer.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/**
 * Where an import is to get its disks from.
 *
 * @param sources the document of the export
 * @param patience seconds for which it is tried again when nothing comes
 * @param proxy an HTTP proxy, {@code http://host:port}; whether it is allowed is still to be checked
 * @param codings content codings in the order of liking; empty for the usual ones
 * @param leaveActive whether the disks stay active when all is done, since the instance is going to be started
 */
record ImportRequest(
        Map<String, Object> sources, long patience, Optional<String> proxy, List<String> codings, boolean leaveActive) {
    static final Set<String> NAMES = Set.of(
            "id", "sources", "patience", "proxy", "codings", "leave_active", "reference", "lifetime", "activate");
    static final long USUAL_PATIENCE = 3600;
    private static final long LONGEST_PATIENCE = 604_000;

    /** Reads a request's body; 400 if something is wrong with it. */
    static ImportRequest read(Object body) {
        Fields fields = Fields.of(body, NAMES);
        List<String> codings = new ArrayList<>();
        for (Object coding : fields.list("codings")) {
            if (!(coding instanceof String text)
                    || !List.of("identity", "gzip", "zstd").contains(text)) {
                throw new HttpError(400, "codings must be some of identity, gzip, zstd");
            }
            codings.add(text);
        }
        return new ImportRequest(
                fields.object("sources"),
                fields.whole("patience", USUAL_PATIENCE, 1, LONGEST_PATIENCE),
                fields.text("proxy"),
                List.copyOf(codings),
                fields.truth("leave_active", false));
    }
}
