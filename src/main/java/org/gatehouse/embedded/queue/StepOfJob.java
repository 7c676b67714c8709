package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.opcode.Opcode;

/** One opcode while it runs. */
final class StepOfJob implements Running {
    private final Job job;
    private final int index;
    private final Workshop shop;

    StepOfJob(Job job, int index, Workshop shop) {
        this.job = job;
        this.index = index;
        this.shop = shop;
    }

    @Override
    public long job() {
        return job.id();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void log(String message) {
        log("message", message);
    }

    @Override
    public void log(String type, Object payload) {
        job.log(index, shop.now(), type, payload);
    }

    @Override
    public void amend(Opcode opcode) {
        job.amend(index, JobInputs.begun(opcode));
    }

    @Override
    public List<List<Object>> submit(List<List<Opcode>> jobs) throws InterruptedException {
        return shop.submit(jobs.stream()
                .map(opcodes -> opcodes.stream().map(this::derived).toList())
                .toList());
    }

    private Opcode derived(Opcode opcode) {
        Map<String, Object> own = job.row().steps().get(index).input();
        Map<String, Object> parameters = new LinkedHashMap<>(opcode.parameters());
        parameters.put("debug_level", own.getOrDefault("debug_level", 0));
        if (parameters.get("priority") == null) {
            parameters.put("priority", own.get("priority"));
        }
        if (parameters.get("comment") == null || parameters.get("comment").equals("")) {
            parameters.put("comment", "Submitted by " + own.get("OP_ID"));
        }
        List<Object> reason = new ArrayList<>();
        for (Object trail : new Object[] {parameters.get("reason"), own.get("reason")}) {
            if (trail instanceof List<?> entries) {
                reason.addAll(entries);
            }
        }
        parameters.put("reason", reason);
        return new Opcode(opcode.id(), parameters);
    }
}
