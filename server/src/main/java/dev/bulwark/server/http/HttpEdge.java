package dev.bulwark.server.http;

import dev.bulwark.gateway.Gateway;
import dev.bulwark.gateway.RequestHeaders;
import dev.bulwark.gateway.authenticate.Authenticator;
import dev.bulwark.gateway.authenticate.Principal;
import dev.bulwark.gateway.limit.ByteBudget;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.route.Route;
import dev.bulwark.gateway.route.Routes;
import dev.bulwark.kernel.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * Takes every request. Order: route, key, scope, model, headers, body; so that no byte of a body is
 * read for a client that may not ask.
 */
public final class HttpEdge implements Handler<HttpServerRequest> {
    /** All bodies together: sixteen of the default limit. */
    public static final long BODY_BUDGET = 64L << 20;

    /** Larger bodies are decoded off the event loop, where they would hold up others. */
    private static final int LARGE_BODY = 64 << 10;

    private static final Duration BODY_TIME = Duration.ofSeconds(10);
    private static final int RETRY_SECONDS = 1;

    private final Vertx vertx;
    private final Gateway gateway;
    private final Authenticator authenticator;
    private final ByteBudget budget;
    private final Executor decoding;
    private final EventLog log;
    private final InstantSource clock;
    private final RandomGenerator traces;
    private final BodyLimits limits;

    /**
     * @param vertx whose event loops call this
     * @param gateway answers
     * @param authenticator decides who may ask
     * @param decoding decodes large bodies; bounded, refuses when it is full
     * @param log of requests
     * @param clock of the log
     * @param traces names requests; thread-safe
     */
    public HttpEdge(
            Vertx vertx,
            Gateway gateway,
            Authenticator authenticator,
            Executor decoding,
            EventLog log,
            InstantSource clock,
            RandomGenerator traces) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.authenticator = authenticator;
        this.budget = new ByteBudget(BODY_BUDGET);
        this.decoding = decoding;
        this.log = log;
        this.clock = clock;
        this.traces = traces;
        this.limits = new BodyLimits(gateway.limits().bodyBytes(), BODY_TIME);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String trace =
                HexFormat.of().toHexDigits(traces.nextLong())
                        + HexFormat.of().toHexDigits(traces.nextLong());
        Exchange exchange = new Exchange(vertx, request, log, clock, trace);
        try {
            boolean hasQuery = request.query() != null;
            switch (Routes.find(request.method().name(), path(request), hasQuery)) {
                case Routes.Found.None(HttpProblem problem) -> exchange.refuse(problem);
                case Routes.Found.To(Route route) -> authenticated(request, exchange, route);
            }
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
    }

    private static String path(HttpServerRequest request) {
        return request.path() == null ? "" : request.path();
    }

    private void authenticated(HttpServerRequest request, Exchange exchange, Route route) {
        exchange.isFor(route.label());
        Authenticator.Access access =
                authenticator.decide(
                        route, request.headers().getAll("Authorization"), remote(request));
        switch (access) {
            case Authenticator.Access.Denied(HttpProblem problem) -> exchange.refuse(problem);
            case Authenticator.Access.Granted(Principal principal) -> {
                exchange.isBy(principal);
                if (route instanceof Route.Infer infer) {
                    infer(request, exchange, infer);
                } else {
                    exchange.answer(gateway.answer(route, exchange.trace()));
                }
            }
        }
    }

    private static InetAddress remote(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        try {
            // A literal address is parsed, not looked up.
            return address == null || address.hostAddress() == null
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.ofLiteral(address.hostAddress());
        } catch (IllegalArgumentException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private void infer(HttpServerRequest request, Exchange exchange, Route.Infer route) {
        RequestHeaders headers = name -> request.headers().getAll(name);
        Optional<HttpProblem> problem =
                gateway.againstInfer(route).or(() -> headers.againstBody(limits.bytes()));
        if (problem.isPresent()) {
            exchange.refuse(problem.get());
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))
                && request.version() == HttpVersion.HTTP_1_1) {
            request.response().writeContinue();
        }
        Context context = vertx.getOrCreateContext();
        BodyReader[] reader = new BodyReader[1];
        reader[0] =
                new BodyReader(
                        request,
                        limits,
                        budget,
                        body -> whole(body, exchange, route, context, reader[0]::release),
                        exchange::refuse);
        reader[0].start(vertx);
    }

    private void whole(
            byte[] body, Exchange exchange, Route.Infer route, Context context, Runnable release) {
        exchange.hasBody(body.length);
        Executor onLoop = task -> context.runOnContext(_ -> task.run());
        Runnable asking = () -> ask(body, exchange, route, onLoop, release);
        if (body.length <= LARGE_BODY) {
            asking.run();
            return;
        }
        try {
            decoding.execute(asking);
        } catch (RejectedExecutionException e) {
            release.run();
            exchange.refuse(
                    HttpProblem.passing(
                            ProblemKind.OVERLOADED,
                            "as many large requests wait as may wait",
                            RETRY_SECONDS));
        }
    }

    private void ask(
            byte[] body, Exchange exchange, Route.Infer route, Executor onLoop, Runnable release) {
        try {
            gateway.infer(route, body, exchange.trace(), onLoop)
                    .thenAcceptAsync(
                            response -> {
                                release.run();
                                exchange.answer(response);
                            },
                            onLoop);
        } catch (RuntimeException e) {
            onLoop.execute(() -> {
                release.run();
                fail(exchange, e);
            });
        }
    }

    /** What nobody foresaw: the client learns the trace, the operator the kind of failure. */
    private void fail(Exchange exchange, RuntimeException failure) {
        log.tell(
                Json.obj(
                        "event", "internal-failure",
                        "trace", exchange.trace(),
                        "failure", failure.getClass().getName(),
                        "where", where(failure)));
        exchange.refuse(HttpProblem.of(ProblemKind.INTERNAL, "give the trace to the operator"));
    }

    private static String where(RuntimeException failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        return frames.length == 0 ? "unknown" : frames[0].toString();
    }
}
