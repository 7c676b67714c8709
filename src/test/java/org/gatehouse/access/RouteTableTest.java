package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import org.gatehouse.opcode.GanetiVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final GanetiVersion OLD = GanetiVersion.BASELINE;
    private static final GanetiVersion NEW = GanetiVersion.parse("3.1.1");

    private final RouteTable table = RouteTable.of(List.of(Root.class, Things.class, Jobs.class));

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/2, /2",
        "/2/things, /2/things",
        "/2/things/a, /2/things/{name}",
        "/2/things/A.b-c_9, /2/things/{name}",
        "/2/things/..., /2/things/{name}",
        "/2/things/tags, /2/things/{name}",
        "/2/things/special, /2/things/special",
        "/2/things/special/tags, /2/things/{name}/tags",
        "/2/things/a/tags, /2/things/{name}/tags",
        "/2/things/a/disk/0/grow, /2/things/{name}/disk/{index: \\d+}/grow",
        "/2/jobs/0012, /2/jobs/{id: \\d+}",
        "/2/jobs/99999999999999999999999999, /2/jobs/{id: \\d+}"
    })
    void aPathFindsItsTemplate(String path, String template) {
        assertEquals(Optional.of(template), find(path, "GET", OLD).map(Route::template));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "//",
                "/2/",
                "//2",
                "/2//things",
                "/2/things/",
                "/2/things//tags",
                "/2/things/a/",
                "/2/things/a/tags/",
                "/2/things/a/tags/b",
                "/2/things/.",
                "/2/things/..",
                "/2/../2",
                "/2/things/../things",
                "/2/things/a%2Eb",
                "/2/thing%73",
                "/2/things/a;x=1",
                "/2/things;x=1",
                "/2/things/a b",
                "/2/things/\u00e4",
                "/2/things/\u0661",
                "/2/things/a\u0000",
                "/2/things/{name}",
                "/2/Things",
                "/2/things/a/disk/x/grow",
                "/2/things/a/disk/-1/grow",
                "/2/things/a/disk",
                "/2/jobs/x",
                "/2/jobs/\u0661",
                "/2/jobs/1x",
                "http://host/2",
                "*",
                "/3"
            })
    void otherPathsFindNothing(String path) {
        assertTrue(table.find(path, NEW).isEmpty());
    }

    @Test
    void aRouteSaysWhatItTakes() {
        assertEquals(
                new Route("/2/things/{name}", "DELETE", Permission.INSTANCES_REMOVE, Optional.empty()),
                find("/2/things/a", "DELETE", OLD).orElseThrow());
        assertTrue(find("/2/things/a", "PUT", OLD).isEmpty());
        assertTrue(find("/2/things/a", "delete", OLD).isEmpty());
    }

    @Test
    void whatIsNewerThanTheClusterIsNotThere() {
        assertTrue(table.find("/2/things/a/rename", OLD).isEmpty());
        assertTrue(table.find("/2/things/a/tags", OLD).isPresent());
        assertTrue(find("/2/things/a/tags", "PUT", OLD).isEmpty());
        assertTrue(find("/2/things/a/rename", "PUT", NEW).isPresent());
        assertTrue(find("/2/things/a/tags", "PUT", NEW).isPresent());
    }

    @Test
    void everyVerbMustSayWhatItRequires() {
        assertBroken(Careless.class, "Careless.read has an HTTP verb but does not state what it requires");
        assertBroken(Hidden.class, "Hidden.read has an HTTP verb but is not public");
        assertBroken(Homeless.class, "Homeless.read has an HTTP verb but its class has no path");
        assertBroken(Choosy.class, "/choosy/{x: [a-z]+}: the only patterns of a path variable are \\d+ and [a-z0-9_]+");
        assertBroken(Partial.class, "/partial/{x}y: a path variable must be a whole segment");
        assertBroken(Twice.class, "GET /twice/{b} is claimed twice");
    }

    @Test
    void allRoutesAreListed() {
        assertEquals(13, table.routes().size());
    }

    private Optional<Route> find(String path, String method, GanetiVersion version) {
        return table.find(path, version).flatMap(routes -> routes.find(method));
    }

    private static void assertBroken(Class<?> resource, String reason) {
        assertEquals(
                reason,
                assertThrows(IllegalArgumentException.class, () -> RouteTable.of(List.of(resource)))
                        .getMessage());
    }

    /** Methods without a path of their own, and with. */
    @Path("/")
    public static final class Root {
        @GET
        @Requires(Permission.PUBLIC)
        public void root() {}

        @GET
        @Path("2")
        @Requires(Permission.PUBLIC)
        public void two() {}
    }

    /** Literals beside variables. */
    @Path("/2/things")
    public static final class Things {
        @GET
        @Requires(Permission.INSTANCES_QUERY)
        public void list() {}

        @GET
        @Path("{name}")
        @Requires(Permission.INSTANCES_QUERY)
        public void one() {}

        @DELETE
        @Path("{name}")
        @Requires(Permission.INSTANCES_REMOVE)
        public void remove() {}

        @GET
        @Path("special")
        @Requires(Permission.INSTANCES_QUERY)
        public void special() {}

        @GET
        @Path("/{name}/tags")
        @Requires(Permission.INSTANCES_QUERY)
        public void tags() {}

        @PUT
        @Path("{other}/tags")
        @Requires(Permission.INSTANCES_TAGS)
        @Since("3.1")
        public void addTags() {}

        @PUT
        @Path("{name}/rename")
        @Requires(Permission.INSTANCES_RENAME)
        @Since("3.1")
        public void rename() {}

        @GET
        @Path("{name}/disk/{index: \\d+}/grow")
        @Requires(Permission.INSTANCES_GROW_DISK)
        public void grow() {}

        /** No verb, no route. */
        public void other() {}
    }

    /** Numbers only. */
    @Path("/2/jobs")
    public static final class Jobs {
        @GET
        @Requires(Permission.JOBS_QUERY)
        public void list() {}

        @GET
        @Path("{id: \\d+}")
        @Requires(Permission.JOBS_QUERY)
        public void one() {}

        @DELETE
        @Path("{job: \\d+}")
        @Requires(Permission.JOBS_CANCEL)
        public void cancel() {}
    }

    /** No permission. */
    @Path("/careless")
    public static final class Careless {
        @GET
        public void read() {}
    }

    /** Not public. */
    @Path("/hidden")
    public static final class Hidden {
        @GET
        @Requires(Permission.PUBLIC)
        void read() {}
    }

    /** No path. */
    public static final class Homeless {
        @GET
        @Requires(Permission.PUBLIC)
        public void read() {}
    }

    /** A pattern that the table does not know. */
    @Path("/choosy/{x: [a-z]+}")
    public static final class Choosy {
        @GET
        @Requires(Permission.PUBLIC)
        public void read() {}
    }

    /** Half a segment. */
    @Path("/partial/{x}y")
    public static final class Partial {
        @GET
        @Requires(Permission.PUBLIC)
        public void read() {}
    }

    /** The same path by two names. */
    @Path("/twice")
    public static final class Twice {
        @GET
        @Path("{a}")
        @Requires(Permission.PUBLIC)
        public void a() {}

        @GET
        @Path("{b}")
        @Requires(Permission.PUBLIC)
        public void b() {}
    }
}
