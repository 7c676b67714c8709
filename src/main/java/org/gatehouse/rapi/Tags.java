package org.gatehouse.rapi;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.JsonAnswer;

/** Reads and changes the tags of one thing, for the resource that is this thing. Any thread may use it. */
public final class Tags {
    private final Queries queries;
    private final Jobs jobs;

    /** Reads by {@code queries} and changes by {@code jobs}. */
    @Inject
    public Tags(Queries queries, Jobs jobs) {
        this.queries = queries;
        this.jobs = jobs;
    }

    JsonAnswer list(TagKind kind, String name) {
        return new JsonAnswer(queries.tags(kind, name));
    }

    JsonAnswer add(TagKind kind, String name, String resource, HttpServletRequest request) {
        return change("OP_TAGS_SET", kind, name, resource, request);
    }

    JsonAnswer remove(TagKind kind, String name, String resource, HttpServletRequest request) {
        return change("OP_TAGS_DEL", kind, name, resource, request);
    }

    /** {@code name} is {@code null} for the cluster's own tags. */
    private JsonAnswer change(String opcode, TagKind kind, String name, String resource, HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                resource,
                new OpcodeBuilder(opcode)
                        .fixed("kind", kind.word())
                        .fixed("name", name)
                        .fixed("tags", call.query().all("tag"))
                        .fixed("dry_run", call.query().flag("dry-run")));
    }
}
