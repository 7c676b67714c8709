package org.gatehouse.transfer.service;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.Signed;

/** Opens the disks of an instance, step by step, and says where they are in the export's document. */
final class Opening {
    private final Transfer transfer;
    private final Surroundings surroundings;
    private final InstanceSteps steps;
    private final ExportRequest request;

    Opening(Transfer transfer, Surroundings surroundings, InstanceSteps steps, ExportRequest request) {
        this.transfer = transfer;
        this.surroundings = surroundings;
        this.steps = steps;
        this.request = request;
    }

    /** Returns when the disks can be read. What it has done when it fails is in the transfer's facts. */
    void open() throws WorkException, IOException, InterruptedException {
        Papers papers = surroundings.papers();
        // First what can be refused without having touched the instance.
        String csr = request.request().isPresent()
                ? papers.openPlainOrSignedPem("csr", request.request().get())
                : "";
        String base = new NodeIdentity(surroundings).ensured(transfer.node());
        List<Map<String, Object>> disks = identities(csr);
        stopIfUnwanted();
        InstanceFacts instance = surroundings
                .work()
                .instance(transfer.instance())
                .orElseThrow(() -> WorkException.refused("the instance is not there any more"));
        if (instance.running()) {
            steps.shutDown(request.shutdownTimeout());
            stopIfUnwanted();
        }
        steps.activate();
        stopIfUnwanted();
        transfer.set(Transfer.PREPARING, true);
        Object prepared = surroundings
                .work()
                .call(
                        transfer.node(),
                        "transfer_prepare",
                        List.of(arguments(instance, disks)),
                        surroundings.pace().call());
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("disks", described(base, disks, Values.objects(prepared)));
        changes.put(Transfer.PREPARING, false);
        changes.put("ca", papers.authority());
        changes.put("x509_ca", papers.signPem(papers.authority()));
        transfer.set(changes);
        stopIfUnwanted();
    }

    private void stopIfUnwanted() throws WorkException {
        if (transfer.unwanted().isDone()) {
            throw WorkException.refused("cancelled");
        }
    }

    /** For each disk the certificate that may read it: one made for the client's request, or the client's own. */
    private List<Map<String, Object>> identities(String csr) throws IOException {
        List<Map<String, Object>> disks = new ArrayList<>();
        for (Map<String, Object> wanted : transfer.disks()) {
            Map<String, Object> disk = new LinkedHashMap<>(wanted);
            if (csr.isEmpty()) {
                disk.put("certificate", null);
                disk.put("serial", "0");
                disk.put("fingerprint", request.fingerprint().orElseThrow());
            } else {
                X509Certificate client = surroundings.papers().client(csr, transfer.node(), transfer.notAfter());
                disk.put("certificate", Pem.text(client));
                disk.put("serial", client.getSerialNumber().toString(16));
                disk.put("fingerprint", Pem.fingerprint(client));
            }
            disks.add(disk);
        }
        return disks;
    }

    private Map<String, Object> arguments(InstanceFacts instance, List<Map<String, Object>> disks)
            throws WorkException, IOException {
        List<Object> wanted = new ArrayList<>();
        for (Map<String, Object> disk : disks) {
            Map<String, Object> argument = new LinkedHashMap<>();
            argument.put("index", disk.get("index"));
            argument.put("serial", disk.get("serial"));
            argument.put("fingerprint", disk.get("fingerprint"));
            wanted.add(argument);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("instance", transfer.instance());
        arguments.put("uuid", instance.uuid());
        arguments.put("node", surroundings.work().nodeUuid(transfer.node()));
        arguments.put("mode", "remote");
        arguments.put("disks", wanted);
        arguments.put(
                "authority",
                request.request().isPresent() ? surroundings.papers().authority() : null);
        arguments.put("codings", request.codings());
        arguments.put("streams", request.streams());
        arguments.put("not_after", transfer.notAfter().getEpochSecond());
        return arguments;
    }

    private List<Object> described(String base, List<Map<String, Object>> disks, List<Map<String, Object>> prepared)
            throws WorkException, IOException {
        List<Object> described = new ArrayList<>();
        for (Map<String, Object> disk : disks) {
            long index = Values.whole(disk.get("index"), 0);
            Map<String, Object> found = prepared.stream()
                    .filter(answer -> Values.whole(answer.get("index"), -1) == index)
                    .findFirst()
                    .orElseThrow(() -> WorkException.refused(transfer.node() + " has not opened disk/" + index));
            long size = Values.whole(found.get("size"), 0);
            String url = base + "/transfers/" + Values.text(found.get("id")) + "/contents";
            String doneUrl = base + "/transfers/" + Values.text(found.get("id")) + "/done";
            Signed signature = surroundings
                    .papers()
                    .sign(Sources.text(index, url, doneUrl, size, Values.text(disk.get("fingerprint"))));
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("index", index);
            shown.put("size", size);
            shown.put("url", url);
            shown.put("done_url", doneUrl);
            shown.put("certificate", disk.get("certificate"));
            shown.put("mac", signature.mac());
            shown.put("salt", signature.salt());
            described.add(shown);
        }
        return described;
    }
}
