package org.gatehouse.access;

import static org.gatehouse.access.Permission.CLUSTER_MODIFY;
import static org.gatehouse.access.Permission.INSTANCES_CONSOLE;
import static org.gatehouse.access.Permission.INSTANCES_QUERY;
import static org.gatehouse.access.Permission.INSTANCES_REMOVE;
import static org.gatehouse.access.Permission.INSTANCES_START;
import static org.gatehouse.access.Permission.JOBS_CANCEL;
import static org.gatehouse.access.Permission.JOBS_WAIT;
import static org.gatehouse.access.Permission.METRICS_READ;
import static org.gatehouse.access.Permission.NODES_QUERY_STORAGE;
import static org.gatehouse.access.Permission.PUBLIC;
import static org.gatehouse.access.Permission.QUERY_RUN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {
    private static final Set<Permission> PROBES = EnumSet.of(
            INSTANCES_QUERY, INSTANCES_CONSOLE, INSTANCES_REMOVE, INSTANCES_START, JOBS_WAIT, QUERY_RUN, METRICS_READ);

    static Stream<Arguments> lists() {
        return Stream.of(
                arguments("", EnumSet.of(INSTANCES_QUERY)),
                arguments("nonsense", EnumSet.of(INSTANCES_QUERY)),
                arguments("Read,WRITE", EnumSet.of(INSTANCES_QUERY)),
                arguments("read", EnumSet.of(INSTANCES_QUERY, INSTANCES_CONSOLE, QUERY_RUN)),
                arguments(
                        "write",
                        EnumSet.of(
                                INSTANCES_QUERY,
                                INSTANCES_CONSOLE,
                                QUERY_RUN,
                                INSTANCES_REMOVE,
                                INSTANCES_START,
                                JOBS_WAIT)),
                arguments(
                        " read , instances.start ",
                        EnumSet.of(INSTANCES_QUERY, INSTANCES_CONSOLE, QUERY_RUN, INSTANCES_START)),
                arguments(
                        "-instances.remove,write",
                        EnumSet.of(INSTANCES_QUERY, INSTANCES_CONSOLE, QUERY_RUN, INSTANCES_START, JOBS_WAIT)),
                arguments("instances.start", EnumSet.of(INSTANCES_START)),
                arguments("+instances.start,+instances.query", EnumSet.of(INSTANCES_START, INSTANCES_QUERY)),
                arguments("-instances.start", EnumSet.noneOf(Permission.class)),
                arguments("instances.strat", EnumSet.noneOf(Permission.class)),
                arguments("@admn", EnumSet.noneOf(Permission.class)),
                arguments("+read", EnumSet.noneOf(Permission.class)),
                arguments("public", EnumSet.noneOf(Permission.class)),
                arguments("@admin", PROBES),
                arguments("@admin,-@admin", EnumSet.noneOf(Permission.class)),
                arguments("-instances.query,@admin", PROBES),
                arguments("@admin,-@readonly", EnumSet.of(INSTANCES_REMOVE, INSTANCES_START, METRICS_READ)),
                arguments("@readonly", EnumSet.of(INSTANCES_QUERY, INSTANCES_CONSOLE, QUERY_RUN, JOBS_WAIT)),
                arguments(
                        "@readonly,-instances.console,+metrics.read,+instances.start",
                        EnumSet.of(INSTANCES_QUERY, QUERY_RUN, JOBS_WAIT, METRICS_READ, INSTANCES_START)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListGrantsWhatItSays(String list, Set<Permission> expected) {
        Set<Permission> held = EnumSet.copyOf(PROBES);
        held.retainAll(Grants.parse(list).permissions());

        assertEquals(expected, held);
        assertTrue(Grants.parse(list).hold(PUBLIC));
    }

    @Test
    void theReadOnlyRoleChangesNothing() {
        Grants grants = Grants.parse("@readonly");

        assertTrue(grants.permissions().stream().noneMatch(Permission::changes));
        assertTrue(grants.hold(NODES_QUERY_STORAGE));
    }

    @Test
    void wordsWithoutMeaningAreTold() {
        assertEquals(
                List.of("foo", "@bar", "+write", "-x.y"),
                Grants.parse("foo, @bar ,read,+write,,-x.y,@admin").unknownWords());
    }

    @Test
    void everyWordOfAPermissionIsItsOwn() {
        long words = Arrays.stream(Permission.values())
                .map(Permission::word)
                .filter(word -> word.matches("[a-z]+(\\.[a-z-]+)?"))
                .distinct()
                .count();

        assertEquals(Permission.values().length, words);
    }

    @Test
    void aRoleIsHeldIfAllOfItIs() {
        Caller admin = caller("@admin");
        Caller almost = caller("@admin,-cluster.modify");
        Caller writer = caller("write");
        Caller reader = caller("read");

        assertTrue(admin.isInRole("@admin"));
        assertTrue(admin.isInRole("write"));
        assertFalse(almost.isInRole("@admin"));
        assertTrue(almost.isInRole("@readonly"));
        assertTrue(writer.isInRole("write"));
        assertTrue(writer.isInRole("read"));
        assertFalse(writer.isInRole("@admin"));
        assertTrue(reader.isInRole("read"));
        assertFalse(reader.isInRole("write"));
        assertTrue(almost.isInRole(JOBS_CANCEL.word()));
        assertFalse(almost.isInRole(CLUSTER_MODIFY.word()));
        assertFalse(admin.isInRole("somebody"));
    }

    private static Caller caller(String list) {
        return new Caller("x", Authentication.BASIC, Grants.parse(list));
    }
}
