package org.gatehouse.transfer.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.http.HttpError;

/** The signed words of an export's document: where each disk is, and who may read it. */
final class Sources {
    private Sources() {}

    /** What is signed of a disk: place, size, and the digest of the certificate that may read it. */
    static String text(long index, String url, String doneUrl, long size, String digest) {
        return index + ":" + url + ":" + doneUrl + ":" + size + ":" + digest;
    }

    /** SHA-256 of a certificate (DER), in lower-case hexadecimal digits. */
    static String digest(String pem) throws GeneralSecurityException {
        byte[] der = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
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
        return SignedPem.open(papers, "x509_ca", Values.text(document.get("x509_ca")), true);
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
            text = text(index, url, doneUrl, size, digest(certificate));
        } catch (GeneralSecurityException e) {
            throw new HttpError(400, "The certificate of " + what + " cannot be read");
        }
        if (!papers.verify(text, Values.text(disk.get("mac")), Values.text(disk.get("salt")))) {
            throw new HttpError(400, SignedPem.wrong(what));
        }
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
