package org.gatehouse.transfer.source;

import static org.gatehouse.access.Permission.TRANSFERS_FETCH;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.gatehouse.access.Requires;
import org.gatehouse.http.Answer;

/**
 * {@code /transfers/{id}}: a disk that is given out. Who may have it, its record says; headers and body are read outside of
 * JAX-RS, which would negotiate by itself.
 */
@Path("/transfers/{id}")
public final class TransferResource {
    private final TransferSource source;

    @Inject
    TransferResource(TransferSource source) {
        this.source = source;
    }

    /** The disk's bytes, all or a part. */
    @GET
    @Path("contents")
    @Requires(TRANSFERS_FETCH)
    public Answer contents(@PathParam("id") String id) {
        return (request, response) -> source.sendContents(id, request, response);
    }

    /** What {@link #contents} would say, without the bytes. */
    @HEAD
    @Path("contents")
    @Requires(TRANSFERS_FETCH)
    public Answer contentsHead(@PathParam("id") String id) {
        return contents(id);
    }

    /** Which blocks of the disk hold data, and their digests. */
    @GET
    @Path("blocks")
    @Requires(TRANSFERS_FETCH)
    public Answer blocks(@PathParam("id") String id) {
        return (request, response) -> source.sendBlocks(id, request, response);
    }

    /** What {@link #blocks} would say, without the lines. */
    @HEAD
    @Path("blocks")
    @Requires(TRANSFERS_FETCH)
    public Answer blocksHead(@PathParam("id") String id) {
        return blocks(id);
    }

    /** The client has finished, successfully or not. */
    @POST
    @Path("done")
    @Requires(TRANSFERS_FETCH)
    public Answer done(@PathParam("id") String id) {
        return (request, response) -> source.done(id, request, response);
    }
}
