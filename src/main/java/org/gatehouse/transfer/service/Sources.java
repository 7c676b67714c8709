package org.gatehouse.transfer.service;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;

/** The signed words of an export's document: where each disk is, and who may read it. */
final class Sources {
    private Sources() {}

    /** What is signed of a disk: place, size, and the digest of the certificate that may read it. */
    static String text(long index, String url, String doneUrl, long size, String digest) {
        return index + ":" + url + ":" + doneUrl + ":" + size + ":" + digest;
    }

    /**
     * The disks of an export's document as a node pulls them, in the order of their indexes in the document; 400 if a signature
     * is wrong, or something is missing.
     */
    static List<Map<String, Object>> verified(Papers papers, Map<String, Object> document) throws IOException {
        List<Map<String, Object>> disks = new ArrayList<>();
        for (Map<String, Object> disk : Values.objects(document.get("disks"))) {
            disks.add(verifiedDisk(papers, disk));
        }
        if (disks.isEmpty()) {
            throw new HttpError(400, "sources has no disks");
        }
        return disks;
    }

    /** The certificate of the export's authority (PEM); 400 if its signature is wrong. */
    static String authority(Papers papers, Map<String, Object> document) throws IOException {
        return papers.openPem("x509_ca", Values.text(document.get("x509_ca")));
    }

    private static Map<String, Object> verifiedDisk(Papers papers, Map<String, Object> disk) throws IOException {
        long index = Values.whole(disk.get("index"), -1);
        long size = Values.whole(disk.get("size"), -1);
        String url = Values.text(disk.get("url"));
        String doneUrl = Values.text(disk.get("done_url"));
        String certificate = Values.text(disk.get("certificate"));
        String what = "disk/" + index;
        if (index < 0 || size < 0) {
            throw new HttpError(400, "Each disk of sources must have an index and a size");
        }
        if (certificate.isEmpty()) {
            throw new HttpError(400, what + " has no certificate: the export was not opened for this import's csr");
        }
        String text;
        try {
            text = text(index, url, doneUrl, size, Pem.fingerprint(Pem.certificate(certificate)));
        } catch (IdentityException e) {
            throw new HttpError(400, "The certificate of " + what + " cannot be read");
        }
        papers.check(what, text, Values.text(disk.get("mac")), Values.text(disk.get("salt")));
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("index", index);
        plain.put("size", size);
        plain.put("url", https(url));
        plain.put("done_url", https(doneUrl));
        plain.put("certificate", certificate);
        return plain;
    }

    private static String https(String url) {
        try {
            if ("https".equals(URI.create(url).getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new HttpError(400, "No https URL: " + url);
    }
}
