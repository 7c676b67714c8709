package org.gatehouse.container.jetty;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gatehouse.container.Records;

/** TLS as Jetty speaks it, for bulk data: several records go to the kernel at once, where Jetty gives it each by itself. */
final class BulkTls extends SslConnectionFactory {
    BulkTls(SslContextFactory.Server encryption, String next) {
        super(encryption, next);
    }

    @Override
    protected SslConnection newSslConnection(Connector connector, EndPoint endPoint, SSLEngine engine) {
        return new SslConnection(
                new Roomy(connector.getByteBufferPool()),
                connector.getExecutor(),
                getSslContextFactory(),
                endPoint,
                engine,
                isDirectBuffersForEncryption(),
                isDirectBuffersForDecryption()) {
            @Override
            protected SSLEngineResult wrap(SSLEngine tls, ByteBuffer[] from, ByteBuffer to) throws SSLException {
                return Records.wrap(tls, from, to);
            }
        };
    }

    /** A connection asks for room for one record. */
    private static final class Roomy extends ByteBufferPool.Wrapper {
        Roomy(ByteBufferPool pool) {
            super(pool);
        }

        @Override
        public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
            return super.acquire(Records.AT_ONCE * size, direct);
        }
    }
}
