package org.gatehouse.transfer.service;

import static org.gatehouse.access.Permission.INSTANCES_IMPORT;
import static org.gatehouse.access.Permission.INSTANCES_TRANSFER;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import org.gatehouse.access.AuditRecord;
import org.gatehouse.access.Requires;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BytesAnswer;
import org.gatehouse.http.DeferredAnswer;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.Json;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.http.JsonBodyFilter;

/**
 * {@code /2/instances/{name}/transfers}, {@code …/imports} and {@code …/osparams-private}: an instance's disks, given out and
 * filled, and what else a move needs.
 */
@Path("/2/instances/{name}")
public final class InstanceTransfersResource {
    private static final Map<String, String> NOT_STORED =
            Map.of("Content-Type", Json.MEDIA_TYPE, "Cache-Control", "no-store");

    private final Transfers transfers;

    @Inject
    InstanceTransfersResource(Transfers transfers) {
        this.transfers = transfers;
    }

    /** What a move has to know of an instance and no query tells. */
    @GET
    @Path("transfers")
    @Requires(INSTANCES_TRANSFER)
    public JsonAnswer facts(@PathParam("name") String name) {
        return new JsonAnswer(transfers.service().facts(name));
    }

    /** The private OS parameters with their values, for those who may read the disks. Nobody on the way may keep the answer. */
    @GET
    @Path("osparams-private")
    @Requires(INSTANCES_TRANSFER)
    public Answer osparamsPrivate(@PathParam("name") String name) {
        return new BytesAnswer(
                NOT_STORED, Json.bytesWithPrivate(transfers.service().osparamsPrivate(name)));
    }

    /** Opens disks for a certificate; answers when they are open. */
    @POST
    @Path("transfers")
    @Requires(INSTANCES_TRANSFER)
    public Answer open(@PathParam("name") String name, @Context HttpServletRequest request) {
        InstanceTransfers service = transfers.service();
        AuditRecord audit = AuditRecord.of(request);
        audit.object(name);
        return new DeferredAnswer(service.export(name, ExportRequest.read(JsonBodyFilter.body(request)))
                .thenApply(document -> answer(audit, document)));
    }

    /** Prepares an import; with the id of one that is prepared, and its sources, begins it. */
    @POST
    @Path("imports")
    @Requires(INSTANCES_IMPORT)
    public Answer fill(@PathParam("name") String name, @Context HttpServletRequest request) {
        InstanceTransfers service = transfers.service();
        AuditRecord audit = AuditRecord.of(request);
        audit.object(name);
        Object body = JsonBodyFilter.body(request);
        Object id = body instanceof Map<?, ?> members ? members.get("id") : null;
        if (id != null) {
            return answer(audit, service.startImport(name, Values.text(id), ImportRequest.read(body)));
        }
        try {
            return answer(audit, service.prepareImport(name, ImportPreparation.read(body)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpError(503, "Gatehouse is stopping");
        }
    }

    private static JsonAnswer answer(AuditRecord audit, Map<String, Object> document) {
        audit.object(Values.text(document.get("id")));
        return new JsonAnswer(document);
    }
}
