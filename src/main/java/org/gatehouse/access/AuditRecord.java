package org.gatehouse.access;

import jakarta.servlet.ServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a resource has to say about a request for the audit log: names of things, never the values of parameters. One per
 * request. Safe for use by several threads, since an answer may be finished by another than the one that began it.
 */
public final class AuditRecord {
    private static final String ATTRIBUTE = "org.gatehouse.access.audit";
    // A request for many instances at once says enough with these.
    private static final int MOST = 16;

    private final List<String> opcodes = new ArrayList<>();
    private final List<String> objects = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private String reason = "";

    /** The record of a request; a request that came past no {@link AccessFilter} gets one that nobody reads. */
    public static AuditRecord of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof AuditRecord record ? record : new AuditRecord();
    }

    static AuditRecord begin(ServletRequest request) {
        AuditRecord record = new AuditRecord();
        request.setAttribute(ATTRIBUTE, record);
        return record;
    }

    /** Adds an operation, {@code OP_INSTANCE_REBOOT} say. */
    public synchronized void opcode(String name) {
        add(opcodes, name);
    }

    /** Adds what it is done to: an instance's name, say. If nothing is added, the first variable of the path stands in. */
    public synchronized void object(String name) {
        add(objects, name);
    }

    /** Adds a job that was queued or touched. */
    public synchronized void job(String id) {
        add(jobs, id);
    }

    /** Why the request was refused, in a few fixed words; the last one said stays. */
    public synchronized void reason(String words) {
        reason = words;
    }

    synchronized boolean isFilled() {
        return !opcodes.isEmpty() || !objects.isEmpty() || !jobs.isEmpty();
    }

    synchronized String opcodes() {
        return String.join(",", opcodes);
    }

    synchronized String objects() {
        return String.join(",", objects);
    }

    synchronized String jobs() {
        return String.join(",", jobs);
    }

    synchronized String reason() {
        return reason;
    }

    private static void add(List<String> list, String word) {
        if (list.size() <= MOST && !list.contains(word)) {
            list.add(list.size() < MOST ? word : "...");
        }
    }
}
