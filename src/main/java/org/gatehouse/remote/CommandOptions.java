package org.gatehouse.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the command was told. */
final class CommandOptions {
    /** The command was used wrongly; the message says how. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static final String USAGE = """
            usage: deploy/node-call [options] HOST METHOD [JSON]

            Calls an operation of a node and shows its progress. JSON is the list of its arguments; @FILE takes it from a
            file, - from standard input. Default: []

              --port N           the node's port. Default: 1811
              --cert, --key PEM  a master candidate's certificate and key. Default: /var/lib/ganeti/client.pem
              --ca PEM           the cluster's certificate. Default: /var/lib/ganeti/server.pem
              --plain            do not ask for feedback
              --interval S       the least time between two messages on progress, 0.2 to 60 seconds. Default: 1
              --quiet            show neither progress nor log lines
              --raw              print the whole answer, [success, payload], and not the payload alone
              --help             this text

            The payload goes to standard output, everything else to standard error.
            Exit status 0: success; 1: the operation failed; 2: wrong usage; 3: no answer.
            Examples:
                deploy/node-call 192.0.2.11 version
                deploy/node-call node1.example.com test_delay '[10]'
            """;

    private static final Path DATA = Path.of("/var/lib/ganeti");
    private static final int PORT = 1811;
    private static final double SHORTEST_INTERVAL = 0.2;
    private static final double LONGEST_INTERVAL = 60;

    private final List<String> words = new ArrayList<>();
    private Path certificate = DATA.resolve("client.pem");
    private Path key;
    private Path authority = DATA.resolve("server.pem");
    private int port = PORT;
    private Duration interval = FeedbackWish.USUAL.interval();
    private boolean plain;
    private boolean quiet;
    private boolean raw;
    private boolean help;

    CommandOptions(List<String> arguments) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "--port" -> port = (int) number(word, rest, 1, 65_535);
                case "--cert" -> certificate = Path.of(value(word, rest));
                case "--key" -> key = Path.of(value(word, rest));
                case "--ca" -> authority = Path.of(value(word, rest));
                case "--interval" ->
                    interval =
                            Duration.ofMillis((long) (number(word, rest, SHORTEST_INTERVAL, LONGEST_INTERVAL) * 1000));
                case "--plain" -> plain = true;
                case "--quiet" -> quiet = true;
                case "--raw" -> raw = true;
                case "--help", "-h" -> help = true;
                default -> {
                    if (word.startsWith("--")) {
                        throw new UsageException("unknown option: " + word);
                    }
                    words.add(word);
                }
            }
        }
        if (!help && (words.size() < 2 || words.size() > 3)) {
            throw new UsageException("a host and a method are needed, and at most one JSON text");
        }
        if (!help && !words.get(1).matches("[a-z0-9_]+")) {
            throw new UsageException("no method has the name " + words.get(1));
        }
    }

    private static String value(String option, Deque<String> rest) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.remove();
    }

    private static double number(String option, Deque<String> rest, double least, double most) throws UsageException {
        String text = value(option, rest);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageException(option + " takes a number, not " + text);
        }
        throw new UsageException(option + " is out of range: " + text);
    }

    boolean help() {
        return help;
    }

    boolean plain() {
        return plain;
    }

    boolean quiet() {
        return quiet;
    }

    boolean raw() {
        return raw;
    }

    int port() {
        return port;
    }

    /** The host; an IPv6 address without its brackets, if it had any. */
    String host() {
        String host = words.get(0);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    String method() {
        return words.get(1);
    }

    NodeFiles files() {
        return new NodeFiles(certificate, key == null ? certificate : key, authority);
    }

    FeedbackWish wish() {
        return new FeedbackWish(interval, FeedbackWish.USUAL.heartbeat());
    }

    /** The arguments, from where they were said to be. */
    InputStream body(InputStream standardInput) throws IOException {
        String json = words.size() < 3 ? "[]" : words.get(2);
        if (json.equals("-")) {
            return standardInput;
        }
        return json.startsWith("@")
                ? Files.newInputStream(Path.of(json.substring(1)))
                : new ByteArrayInputStream((json + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
