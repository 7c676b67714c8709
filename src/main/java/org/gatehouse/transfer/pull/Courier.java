package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.gatehouse.http.Json;

/** Speaks HTTP with the source. It owns the connections. For any number of threads. */
final class Courier implements AutoCloseable {
    private static final int LONGEST_TEXT = 8192;

    private final CloseableHttpClient client;
    private final PullTimes times;
    private final Executor executor;

    Courier(SSLContext tls, PullOptions options, PullTimes times, Executor executor) {
        this(PullClient.make(tls, options, times, SystemDefaultDnsResolver.INSTANCE), times, executor);
    }

    Courier(CloseableHttpClient client, PullTimes times, Executor executor) {
        this.times = times;
        this.executor = executor;
        this.client = client;
    }

    /** What is asked for; may be sent any number of times. */
    record Request(String method, URI address, Map<String, String> headers, Optional<byte[]> body) {
        Request with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Request(method, address, more, body);
        }
    }

    static Request get(URI address) {
        return new Request("GET", address, Map.of(), Optional.empty());
    }

    static Request head(URI address) {
        return new Request("HEAD", address, Map.of(), Optional.empty());
    }

    static Request post(URI address, byte[] body) {
        return new Request("POST", address, Map.of(), Optional.of(body));
    }

    /** An answer whose head has come. Close it: what was not read is cut off. */
    record Answer(ClassicHttpResponse head, Body body, Stopper stopper, Runnable stop) implements AutoCloseable {
        int status() {
            return head.getCode();
        }

        String header(String name) {
            Header header = head.getFirstHeader(name);
            return header == null || header.getValue() == null ? "" : header.getValue();
        }

        /** A header that is a number of bytes; the other value if there is none such. */
        long number(String name, long otherwise) {
            String value = header(name);
            return value.matches("[0-9]{1,18}") ? Long.parseLong(value) : otherwise;
        }

        @Override
        public void close() {
            stopper.remove(stop);
            stopper.finished(body);
            body.close();
        }
    }

    /** Sends a request and waits for the head of the answer. Statuses that mean failure are failures. */
    Answer success(Request request, Stopper stopper) throws IOException, PullException, InterruptedException {
        Answer answer = send(request, stopper);
        if (answer.status() / 100 == 2) {
            return answer;
        }
        try (answer) {
            throw failure(answer);
        }
    }

    /** As {@link #success}, whatever the status is. */
    Answer send(Request request, Stopper stopper) throws IOException, PullException, InterruptedException {
        HttpUriRequestBase sent = new HttpUriRequestBase(request.method(), request.address());
        request.headers().forEach(sent::addHeader);
        request.body()
                .ifPresent(body -> sent.setEntity(new ByteArrayEntity(body, ContentType.create(Json.MEDIA_TYPE))));
        CompletableFuture<Answer> coming = new CompletableFuture<>();
        Runnable stop = () -> {
            coming.completeExceptionally(new IOException("stopped"));
            sent.cancel();
        };
        stopper.add(stop);
        boolean arrived = false;
        try {
            // Another thread's, since names are looked up without a limit of time.
            executor.execute(() -> execute(sent, coming, stopper, stop));
            Answer answer = coming.get(times.idle().plus(times.connect()).toMillis(), TimeUnit.MILLISECONDS);
            arrived = true;
            return answer;
        } catch (ExecutionException e) {
            if (Failures.isDistrust(e)) {
                throw new PullException(
                        PullException.Kind.REFUSED,
                        "the source's certificate is not to be trusted: " + Failures.text(e.getCause()),
                        e);
            }
            if (Failures.isSilence(e.getCause())) {
                throw new IOException("nothing came for " + seconds(times.idle()), e);
            }
            throw new IOException(Failures.text(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + seconds(times.idle()), e);
        } catch (RejectedExecutionException e) {
            throw new IOException("stopped", e);
        } finally {
            if (!arrived) {
                stopper.remove(stop);
                stop.run();
            }
        }
    }

    private void execute(HttpUriRequestBase sent, CompletableFuture<Answer> coming, Stopper stopper, Runnable stop) {
        HttpClientContext context = HttpClientContext.create();
        try {
            ClassicHttpResponse head = client.executeOpen(null, sent, context);
            Answer answer = new Answer(head, new Body(head, sent::cancel, times.idle()), stopper, stop);
            stopper.reading(answer.body());
            if (context.getSSLSession() == null) {
                // Nobody but a proxy that makes no tunnel answers without TLS.
                answer.close();
                throw new IOException("the proxy answered " + head.getCode());
            }
            if (!coming.complete(answer)) {
                answer.close();
            }
        } catch (ConnectException e) {
            // Of several addresses, the one that got as far as a handshake says more.
            coming.completeExceptionally(Handshakes.failure(context).orElse(e));
        } catch (IOException | RuntimeException e) {
            coming.completeExceptionally(e);
        }
    }

    private static String seconds(Duration duration) {
        return Retries.seconds(duration.toMillis());
    }

    /** What to throw for an answer that is no success; some statuses end everything, others are worth a pause. */
    IOException failure(Answer answer) throws PullException {
        String text = Failures.text(answer.status(), limited(answer));
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

    /** The text of an answer, as far as it comes in time. */
    private byte[] limited(Answer answer) {
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                answer.stop(),
                CompletableFuture.delayedExecutor(times.idle().toMillis(), TimeUnit.MILLISECONDS, executor));
        try {
            return text(answer);
        } finally {
            end.cancel(false);
        }
    }

    private static byte[] text(Answer answer) {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
        try {
            int count = 0;
            while (text.hasRemaining() && count >= 0) {
                count = answer.body().read(text);
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

    /** Closes the connections, those in use too. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
