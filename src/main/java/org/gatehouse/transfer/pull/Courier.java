package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Speaks HTTP with the source. For any number of threads. */
final class Courier {
    private static final int LONGEST_TEXT = 8192;

    private final HttpClient client;
    private final PullTimes times;

    Courier(SSLContext tls, PullOptions options, PullTimes times, Executor executor) {
        this.times = times;
        // One stream of HTTP/2 is slower here than one connection, and several share one.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .executor(executor)
                .connectTimeout(times.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(options.proxy()
                        .map(proxy -> ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())))
                        .orElse(HttpClient.Builder.NO_PROXY))
                .build();
    }

    /** An answer whose head has come. Close it: what was not read is cut off. */
    record Answer(int status, HttpHeaders headers, BodyQueue body, Stopper stopper, Runnable stop)
            implements AutoCloseable {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        @Override
        public void close() {
            stopper.remove(stop);
            body.close();
        }
    }

    static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address);
    }

    Duration idle() {
        return times.idle();
    }

    /** Sends a request and waits for the head of the answer. Statuses that mean failure are failures. */
    Answer success(HttpRequest request, Stopper stopper) throws IOException, PullException, InterruptedException {
        Answer answer = send(request, stopper);
        if (answer.status() / 100 == 2) {
            return answer;
        }
        try (answer) {
            throw failure(answer);
        }
    }

    /** As {@link #success}, whatever the status is. */
    Answer send(HttpRequest request, Stopper stopper) throws IOException, PullException, InterruptedException {
        CompletableFuture<HttpResponse<BodyQueue>> coming = client.sendAsync(request, head -> new BodyQueue());
        Runnable stop = () -> {
            if (!coming.cancel(true) && !coming.isCompletedExceptionally()) {
                coming.join().body().close();
            }
        };
        stopper.add(stop);
        boolean arrived = false;
        try {
            HttpResponse<BodyQueue> response =
                    coming.get(times.idle().plus(times.connect()).toMillis(), TimeUnit.MILLISECONDS);
            arrived = true;
            return new Answer(response.statusCode(), response.headers(), response.body(), stopper, stop);
        } catch (ExecutionException e) {
            if (Failures.isDistrust(e)) {
                throw new PullException(
                        PullException.Kind.REFUSED,
                        "the source's certificate is not to be trusted: " + Failures.text(e.getCause()),
                        e);
            }
            throw new IOException(Failures.text(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no answer within " + Retries.seconds(times.idle().toMillis()), e);
        } catch (java.util.concurrent.CancellationException e) {
            throw new IOException("stopped", e);
        } finally {
            if (!arrived) {
                stopper.remove(stop);
                stop.run();
            }
        }
    }

    /** What to throw for an answer that is no success; some statuses end everything, others are worth a pause. */
    IOException failure(Answer answer) throws PullException, InterruptedException {
        String text = Failures.text(answer.status(), text(answer));
        if (answer.status() == 416) {
            return gone(text);
        }
        if (Failures.isFinal(answer.status())) {
            throw new PullException(PullException.Kind.REFUSED, text, null);
        }
        if (answer.status() / 100 == 3) {
            throw new PullException(PullException.Kind.PROTOCOL, text, null);
        }
        return new LaterException(text, after(answer.header("Retry-After")));
    }

    private static IOException gone(String text) throws PullException {
        throw new PullException(
                PullException.Kind.SOURCE_CHANGED, text + " (the disk is shorter than it was said to be)", null);
    }

    private byte[] text(Answer answer) throws InterruptedException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
        try {
            int count = 0;
            while (text.hasRemaining() && count >= 0) {
                count = answer.body().read(text, times.idle());
            }
        } catch (IOException e) {
            // What came of the text is better than nothing; the status says the rest.
            return Arrays.copyOf(text.array(), text.position());
        }
        return Arrays.copyOf(text.array(), text.position());
    }

    private static Duration after(String header) {
        return header.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : Duration.ZERO;
    }
}
