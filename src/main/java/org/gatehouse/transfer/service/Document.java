package org.gatehouse.transfer.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A transfer as clients read it. */
final class Document {
    private static final List<String> COMMON = List.of(
            "id",
            "kind",
            "version",
            "reference",
            "instance",
            "node",
            "state",
            "outcome",
            "message",
            "created",
            "not_after");
    private static final List<String> EXPORT = List.of("restart", "ca", "x509_ca");
    private static final List<String> IMPORT = List.of("csr", "handshake", "patience");

    private Document() {}

    static Map<String, Object> of(Transfer transfer) {
        Map<String, Object> facts = transfer.facts();
        Map<String, Object> document = new LinkedHashMap<>();
        COMMON.forEach(name -> document.put(name, facts.get(name)));
        (transfer.kind() == Kind.EXPORT ? EXPORT : IMPORT).forEach(name -> document.put(name, facts.get(name)));
        List<Object> disks = new ArrayList<>();
        long size = 0;
        long bytes = 0;
        double rate = 0;
        for (Map<String, Object> disk : transfer.disks()) {
            long index = Values.whole(disk.get("index"), 0);
            DiskProgress progress = transfer.progress(index);
            disks.add(disk(transfer, disk, progress));
            size += Values.whole(disk.get("size"), 0);
            bytes += bytes(transfer, disk, progress);
            rate += progress.rate().orElse(0);
        }
        document.put("disks", disks);
        document.put("bytes", bytes);
        document.put("size", size);
        document.put("rate", transfer.state().ended() || rate == 0 ? null : (Double) rate);
        document.put("eta", transfer.state().ended() || rate == 0 ? null : (Double) Math.max(0, (size - bytes) / rate));
        return document;
    }

    private static Map<String, Object> disk(Transfer transfer, Map<String, Object> disk, DiskProgress progress) {
        boolean over = transfer.state().ended();
        Map<String, Object> shown = new LinkedHashMap<>(disk);
        shown.put("state", over ? transfer.state().word() : state(transfer, progress));
        shown.put("bytes", bytes(transfer, disk, progress));
        shown.put("rate", over ? null : number(progress.rate()));
        shown.put("eta", over ? null : number(progress.eta()));
        shown.put("streams", over ? 0L : progress.streams());
        shown.put("success", transfer.state() == State.DONE ? (Boolean) true : progress.success());
        return shown;
    }

    private static String state(Transfer transfer, DiskProgress progress) {
        return transfer.kind() == Kind.EXPORT
                ? progress.state()
                : transfer.state().word();
    }

    /** After the end nothing is known but whether everything has passed. */
    private static long bytes(Transfer transfer, Map<String, Object> disk, DiskProgress progress) {
        return transfer.state() == State.DONE && transfer.kind() == Kind.IMPORT
                ? Values.whole(disk.get("size"), 0)
                : progress.bytes();
    }

    private static Double number(OptionalDouble number) {
        return number.isPresent() ? (Double) number.getAsDouble() : null;
    }
}
