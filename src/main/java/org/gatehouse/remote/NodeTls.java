package org.gatehouse.remote;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.gatehouse.transfer.identity.PemStores;

/** Makes TLS out of Ganeti's PEM files, in each of which a key and a certificate may stand together. */
final class NodeTls {
    private NodeTls() {}

    /** A context that presents the files' certificate and trusts their authority. */
    static SSLContext context(NodeFiles files) throws IOException, GeneralSecurityException {
        NodeTrust trust = new NodeTrust(PemStores.anchors(PemStores.certificates(files.authority())));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(PemStores.keys(files.certificate(), files.key()), new TrustManager[] {trust}, null);
        return context;
    }
}
