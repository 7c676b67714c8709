package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gatehouse.http.ContinuationServlet;
import org.gatehouse.http.HttpError;
import org.gatehouse.opcode.GanetiVersion;

/**
 * An {@link AccessFilter} in a real container, before a servlet that answers with who it thinks is calling. The header
 * {@code X-Certificate} stands for the subject of a certificate that the connector has checked.
 */
final class AccessServer {
    /** What came back. */
    record Answer(int status, String head, String body) {
        boolean hasHeader(String line) {
            return head.lines().anyMatch(line::equalsIgnoreCase);
        }
    }

    private static final String USERS = """
            admin secret write
            reader readpw read
            plain plainpw
            starter startpw instances.start
            root rootpw @admin
            """;
    private static final String RULES = """
            subject CN=monitor-* -> name=monitor @readonly
            subject CN=boss -> @admin
            subject OU=People -> @admin
            """;

    private final Server server = new Server();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final AtomicLong failureClock = new AtomicLong();
    private final FailedLogins failures = new FailedLogins(failureClock::get);
    private final ServerConnector connector;
    // A client has its answer before the filter is done; tests that look at the log must not see the line of another
    // one.
    private final Semaphore finished = new Semaphore(0);

    AccessServer(RouteTable routes, boolean requireAuthentication) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        UsersFile users = UsersFile.parse(USERS.getBytes(UTF_8), warning -> {});
        RulesFile rules = RulesFile.parse(RULES.getBytes(UTF_8), warning -> {});
        CertificateCallers certificates = new CertificateCallers(() -> rules, Optional::empty);
        ServletContextHandler context = new ServletContextHandler("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        addFilter(context, (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } finally {
                finished.release();
            }
        });
        addFilter(context, (request, response, chain) -> {
            String subject = ((HttpServletRequest) request).getHeader("X-Certificate");
            if (subject != null) {
                request.setAttribute(
                        "jakarta.servlet.request.X509Certificate",
                        new X509Certificate[] {FakeCertificate.of(subject), FakeCertificate.of("CN=boss")});
            }
            chain.doFilter(request, response);
        });
        addFilter(context, new LoginDelayFilter(failures, certificates, timer));
        addFilter(
                context,
                new AccessFilter(
                        routes,
                        () -> GanetiVersion.BASELINE,
                        () -> users,
                        certificates,
                        failures,
                        refusals,
                        requireAuthentication));
        ServletHolder holder = new ServletHolder(new Telling());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        ServletHolder continuations = new ServletHolder(new ContinuationServlet());
        continuations.setAsyncSupported(true);
        context.addServlet(continuations, ContinuationServlet.MAPPING);
        server.setHandler(context);
        server.start();
    }

    /** Sends a request as it is spelled here, on a connection of its own. */
    Answer send(String requestLine, String... headers) throws IOException, InterruptedException {
        StringBuilder request = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try (Socket socket = new Socket(connector.getHost(), connector.getLocalPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            if (!finished.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the filter did not return");
            }
            List<String> parts = List.of(answer.split("\r\n\r\n", 2));
            return new Answer(
                    Integer.parseInt(answer.substring(9, 12)), parts.get(0), parts.size() < 2 ? "" : parts.get(1));
        }
    }

    /** The header of a user. */
    static String basic(String userAndPassword) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(ISO_8859_1));
    }

    /** Lets the minute pass in which refusals and wrong passwords are counted. */
    void passMinute() {
        refusals.close();
        failureClock.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    void stop() throws Exception {
        server.stop();
        timer.shutdownNow();
    }

    private static void addFilter(ServletContextHandler context, Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    /** Tells the servlet view of the caller; the query asks for other endings. */
    private static final class Telling extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String wish = Optional.ofNullable(request.getQueryString()).orElse("");
            switch (wish) {
                case "refuse" -> throw new HttpError(400, "refused");
                case "fail" -> throw new IllegalStateException("meant");
                case "later" -> answerLater(request, response);
                default -> answer(request, response);
            }
        }

        private static void answerLater(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext async = request.startAsync(request, response);
            async.start(() -> {
                AuditRecord.of(request).job("77");
                response.setStatus(202);
                async.complete();
            });
        }

        private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getMethod().equals("DELETE")) {
                AuditRecord.of(request).opcode("OP_INSTANCE_REMOVE");
                AuditRecord.of(request).object("web1");
                AuditRecord.of(request).job("4711");
            }
            Route route = (Route) request.getAttribute(Route.ATTRIBUTE);
            String user = request.getUserPrincipal() == null
                    ? "nobody"
                    : request.getUserPrincipal().getName();
            response.getWriter()
                    .print(String.join(
                            " ",
                            request.getMethod(),
                            route.template(),
                            user,
                            String.valueOf(request.getRemoteUser()),
                            String.valueOf(request.getAuthType()),
                            "query=" + request.isUserInRole("instances.query"),
                            "write=" + request.isUserInRole("write")));
        }
    }
}
