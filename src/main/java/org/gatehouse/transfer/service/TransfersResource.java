package org.gatehouse.transfer.service;

import static org.gatehouse.access.Permission.TRANSFERS_CANCEL;
import static org.gatehouse.access.Permission.TRANSFERS_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.AuditRecord;
import org.gatehouse.access.HeadAndOptions;
import org.gatehouse.access.Requires;
import org.gatehouse.http.DeferredAnswer;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/transfers}: the transfers that there are and that there were in the last day. */
@HeadAndOptions
@Path("/2/transfers")
public final class TransfersResource {
    private final Transfers transfers;

    @Inject
    TransfersResource(Transfers transfers) {
        this.transfers = transfers;
    }

    /** All of them: ids, or documents with {@code bulk}. */
    @GET
    @Requires(TRANSFERS_QUERY)
    public JsonAnswer list(@Context HttpServletRequest request) {
        List<Map<String, Object>> documents = transfers.service().documents();
        return new JsonAnswer(
                wantsBulk(request.getQueryString())
                        ? documents
                        : documents.stream().map(TransfersResource::pointer).toList());
    }

    /** One of them. */
    @GET
    @Path("{id}")
    @Requires(TRANSFERS_QUERY)
    public JsonAnswer find(@PathParam("id") String id) {
        return new JsonAnswer(transfers.service().document(id));
    }

    /** Ends one; answers when everything is as it was. One that has ended stays as it is. */
    @DELETE
    @Path("{id}")
    @Requires(TRANSFERS_CANCEL)
    public DeferredAnswer cancel(@PathParam("id") String id, @Context HttpServletRequest request) {
        AuditRecord.of(request).object(id);
        return new DeferredAnswer(transfers.service().cancel(id).thenApply(JsonAnswer::new));
    }

    private static Map<String, Object> pointer(Map<String, Object> document) {
        Map<String, Object> pointer = new LinkedHashMap<>();
        pointer.put("id", document.get("id"));
        pointer.put("uri", "/2/transfers/" + document.get("id"));
        return pointer;
    }

    private static boolean wantsBulk(String query) {
        return query != null && List.of(query.split("&", -1)).contains("bulk=1");
    }
}
