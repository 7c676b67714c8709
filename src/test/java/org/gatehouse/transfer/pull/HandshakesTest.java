package org.gatehouse.transfer.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source's name that has several addresses, as {@code localhost} has on Debian. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandshakesTest {
    private static final PullTimes QUICK = new PullTimes(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(20));
    private static final String LISTENS = "127.0.0.1";
    private static final String REFUSES = "127.0.0.2";

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private TestPapers papers(String name) {
        return new TestPapers(directory.resolve(name), List.of("localhost"));
    }

    private static DnsResolver names(String... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] found = new InetAddress[addresses.length];
                for (int i = 0; i < found.length; i++) {
                    found[i] = InetAddress.getByName(addresses[i]);
                }
                return found;
            }

            @Override
            public List<InetSocketAddress> resolve(String host, int port) {
                return Stream.of(addresses)
                        .map(address -> new InetSocketAddress(address, port))
                        .toList();
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private int status(URI address, SSLContext tls, String... addresses) throws Exception {
        PullOptions options = new PullOptions(Duration.ofSeconds(3), Optional.empty(), List.of("identity"), 1);
        try (Courier courier = new Courier(PullClient.make(tls, options, QUICK, names(addresses)), QUICK, executor);
                Courier.Answer answer = courier.send(Courier.get(address), new Stopper())) {
            return answer.status();
        }
    }

    @Test
    void distrustEndsTheAttemptWhateverOtherAddressesDo() {
        try (TestSource source = new TestSource(papers("one").server(), TestDisk.full(100, 7))) {
            SSLContext others = papers("two").client();
            URI contents = source.source().contents();
            for (String[] addresses : new String[][] {{LISTENS, REFUSES}, {REFUSES, LISTENS}, {LISTENS, LISTENS}}) {
                PullException e = assertThrows(PullException.class, () -> status(contents, others, addresses));

                assertEquals(PullException.Kind.REFUSED, e.kind());
                assertTrue(
                        e.getMessage().startsWith("the source's certificate is not to be trusted: PKIX path"),
                        e.getMessage());
            }
        }
    }

    @Test
    void anAddressThatRefusesIsNotTheLast() throws Exception {
        TestPapers papers = papers("one");
        try (TestSource source = new TestSource(papers.server(), TestDisk.full(100, 7))) {
            assertEquals(200, status(source.source().contents(), papers.client(), REFUSES, LISTENS));
        }
    }

    @Test
    void aFailedHandshakeSaysMoreThanARefusalAfterIt() throws Exception {
        try (ServerSocket noTls = new ServerSocket(0, 5, InetAddress.getAllByName(LISTENS)[0])) {
            executor.execute(() -> answerWithoutTls(noTls));
            URI address = URI.create("https://localhost:" + noTls.getLocalPort() + "/contents");

            IOException e = assertThrows(
                    IOException.class, () -> status(address, papers("one").client(), LISTENS, REFUSES));

            assertFalse(e.getMessage().contains("refused"), e.getMessage());
        }
    }

    private static void answerWithoutTls(ServerSocket server) {
        try (var connection = server.accept()) {
            connection.getOutputStream().write(new byte[20]);
            connection.getInputStream().readNBytes(200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
