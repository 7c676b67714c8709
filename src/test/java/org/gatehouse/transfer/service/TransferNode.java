package org.gatehouse.transfer.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.feedback.Progress;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.TransferKey;

/** The one node of a cluster: answers the calls that transfers make, and does what the test tells its disks to do. */
final class TransferNode implements Nodes, NodeCalls {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> pulls = new CopyOnWriteArrayList<>();
    private final List<List<Object>> cleaned = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Object>> open = new TreeMap<>();
    private final TransferKey key = TransferKey.generate();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String issuer = "";
    private long expires;
    private String failing = "";
    private NodeCallException.Reason failure = NodeCallException.Reason.UNREACHABLE;
    private String refusal = "";
    private List<Object> pulled;

    /** The methods called so far. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    long count(String method) {
        return calls.stream().filter(method::equals).count();
    }

    /** The arguments of the pulls so far. */
    List<Map<String, Object>> pulls() {
        return List.copyOf(pulls);
    }

    /** The instances all of whose disks were closed. */
    List<List<Object>> cleaned() {
        return List.copyOf(cleaned);
    }

    /** The ids that are open. */
    synchronized List<String> open() {
        return List.copyOf(open.keySet());
    }

    /** Whoever reads this disk says that it is finished. */
    synchronized void done(int index, boolean success, String message) {
        open.forEach((id, disk) -> {
            if (id.endsWith("-" + index)) {
                disk.put("state", "done");
                disk.put("success", success);
                disk.put("message", message);
                disk.put("bytes", 4096L);
            }
        });
        notifyAll();
    }

    /** All that is open is not any more. */
    synchronized void forget() {
        open.clear();
        notifyAll();
    }

    /** Calls of this method fail so from now on; the empty one: none. */
    synchronized void fail(String method, NodeCallException.Reason reason) {
        failing = method;
        failure = reason;
        notifyAll();
    }

    /** Pulls under way, and all later ones, end: with success if the reason is empty. */
    synchronized void endPulls(String reason) {
        refusal = reason;
        pulled = List.of(disk(0), disk(1));
        notifyAll();
    }

    private static Map<String, Object> disk(long index) {
        return Map.of("index", index, "bytes", 1L << 26, "success", true);
    }

    @Override
    public NodeCalls node(String name) {
        if (!name.equals("node1")) {
            throw new IllegalArgumentException(name);
        }
        return this;
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        byte[] body;
        try {
            body = request.body().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        calls.add(request.method());
        synchronized (this) {
            if (failing.equals(request.method())) {
                throw new NodeCallException(failure, "not now", null);
            }
        }
        List<Object> arguments = Values.list(Json.read(body).orElseThrow().value());
        threads.execute(() -> answer(request.method(), arguments, listener));
    }

    private void answer(String method, List<Object> arguments, NodeCallListener listener) {
        listener.started();
        List<Object> answer;
        try {
            answer = Arrays.asList(true, payload(method, arguments, listener));
        } catch (IllegalStateException e) {
            answer = List.of(false, e.getMessage());
        } catch (NodeCallException e) {
            listener.failed(e);
            return;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        listener.ended(Json.bytes(answer));
    }

    private Object payload(String method, List<Object> arguments, NodeCallListener listener)
            throws IOException, InterruptedException, NodeCallException {
        return switch (method) {
            case "transfer_identity" -> identity();
            case "transfer_certify" -> certify((String) arguments.get(0));
            case "transfer_prepare" -> prepare(Values.members((Map<?, ?>) arguments.get(0)));
            case "transfer_wait" -> await(Values.members((Map<?, ?>) arguments.get(0)));
            case "transfer_key" -> Map.of("csr", key.csr((String) arguments.get(1), List.of()));
            case "transfer_pull" -> pull(Values.members((Map<?, ?>) arguments.get(0)), listener);
            case "transfer_cancel" -> stop();
            case "transfer_cleanup" -> cleanUp(Values.members((Map<?, ?>) arguments.get(0)));
            default -> throw new NodeCallException(NodeCallException.Reason.UNKNOWN_METHOD, method, null);
        };
    }

    private synchronized Map<String, Object> identity() throws IOException {
        return Map.of(
                "csr",
                key.csr("node1", List.of()),
                "url",
                "https://transfers.example.com:1812",
                "expires",
                expires,
                "issuer",
                issuer);
    }

    private synchronized Object certify(String chain) {
        var certificates = Pem.certificates(chain);
        expires = certificates.get(0).getNotAfter().toInstant().getEpochSecond();
        issuer = Pem.fingerprint(certificates.get(1));
        return null;
    }

    private synchronized Object prepare(Map<String, Object> arguments) {
        List<Object> answer = new ArrayList<>();
        for (Map<String, Object> disk : Values.objects(arguments.get("disks"))) {
            String id = "r-" + disk.get("serial") + "-" + disk.get("index");
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("id", id);
            record.put("state", "open");
            record.put("success", null);
            record.put("bytes", 0L);
            record.put("sha256", null);
            record.put("message", null);
            record.put("streams", 0L);
            open.put(id, record);
            answer.add(Map.of("index", disk.get("index"), "id", id, "size", 1L << 26));
        }
        return answer;
    }

    private synchronized Object await(Map<String, Object> arguments) throws InterruptedException, NodeCallException {
        long end = System.nanoTime() + (long) (((Number) arguments.get("seconds")).doubleValue() * 1e9);
        while (true) {
            if (failing.equals("transfer_wait")) {
                throw new NodeCallException(failure, "gone meanwhile", null);
            }
            List<Object> answer = new ArrayList<>();
            boolean all = true;
            for (Object id : Values.list(arguments.get("ids"))) {
                Map<String, Object> record = open.get(id);
                answer.add(record == null ? Map.of("id", id, "state", "gone") : new LinkedHashMap<>(record));
                all &= record == null || record.get("state").equals("done");
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (all || left <= 0) {
                return answer;
            }
            wait(left);
        }
    }

    private synchronized Object pull(Map<String, Object> arguments, NodeCallListener listener)
            throws InterruptedException, NodeCallException {
        pulls.add(arguments);
        listener.told(new Progress(
                Instant.now(),
                "disk/0",
                "",
                "bytes",
                1024,
                OptionalDouble.of(1 << 26),
                OptionalDouble.of(512),
                OptionalDouble.of(2)));
        while (pulled == null) {
            if (failing.equals("transfer_pull")) {
                throw new NodeCallException(failure, "gone meanwhile", null);
            }
            wait();
        }
        if (!refusal.isEmpty()) {
            throw new IllegalStateException(refusal);
        }
        return pulled;
    }

    private synchronized Object stop() {
        endPulls("cancelled");
        return null;
    }

    private synchronized Object cleanUp(Map<String, Object> arguments) {
        Values.list(arguments.get("ids")).forEach(open::remove);
        if (arguments.get("instances") != null) {
            cleaned.add(Values.list(arguments.get("instances")));
        }
        return null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
