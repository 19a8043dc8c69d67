package dev.bulwark.server.http;

import dev.bulwark.gateway.Response;
import dev.bulwark.gateway.authenticate.Principal;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.kernel.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request and its one answer; on the event loop alone. */
final class Exchange {
    private static final int DRAIN_BYTES = 1 << 20;
    private static final long DRAIN_MILLIS = 500;
    private static final long NO_ERROR = 0;
    private static final int NANOS_PER_MICRO = 1_000;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final EventLog log;
    private final InstantSource clock;
    private final String trace;
    private final long since = System.nanoTime();
    private Principal principal = Principal.ANONYMOUS;
    private String route = "none";
    private int bodyBytes;
    private boolean answered;

    Exchange(
            Vertx vertx,
            HttpServerRequest request,
            EventLog log,
            InstantSource clock,
            String trace) {
        this.vertx = vertx;
        this.request = request;
        this.log = log;
        this.clock = clock;
        this.trace = trace;
    }

    String trace() {
        return trace;
    }

    void isBy(Principal who) {
        this.principal = who;
    }

    void isFor(String label) {
        this.route = label;
    }

    void hasBody(int bytes) {
        this.bodyBytes = bytes;
    }

    void refuse(HttpProblem problem) {
        answer(Response.of(problem, trace));
    }

    /** Answers, unless it was answered before or the client is gone; either way it is logged. */
    void answer(Response response) {
        if (answered) {
            return;
        }
        answered = true;
        HttpServerResponse http = request.response();
        if (!http.closed()) {
            headers(http, response);
            boolean unread = !request.isEnded() && announcesBody();
            boolean version1 = request.version() != HttpVersion.HTTP_2;
            if (unread && version1) {
                http.putHeader("Connection", "close");
            }
            http.end(Buffer.buffer(response.body().toArray()));
            if (unread) {
                abandonBody(http, version1);
            }
        }
        tell(response);
    }

    /** A length, chunks, or in HTTP/2 a method that has a body with neither. */
    private boolean announcesBody() {
        String length = request.getHeader("Content-Length");
        return length == null
                ? request.headers().contains("Transfer-Encoding")
                        || HttpMethod.POST.equals(request.method())
                : !length.equals("0");
    }

    private void headers(HttpServerResponse http, Response response) {
        http.setStatusCode(response.status());
        http.putHeader("Content-Type", response.mediaType());
        http.putHeader("Cache-Control", "no-store");
        http.putHeader("X-Content-Type-Options", "nosniff");
        http.putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        http.putHeader("Referrer-Policy", "no-referrer");
        http.putHeader("Strict-Transport-Security", "max-age=31536000");
        http.putHeader("Bulwark-Trace", trace);
        response.problem().ifPresent(problem -> headers(http, problem));
    }

    private void headers(HttpServerResponse http, HttpProblem problem) {
        problem.retryAfterSeconds()
                .ifPresent(seconds -> http.putHeader("Retry-After", Integer.toString(seconds)));
        if (problem.kind() == ProblemKind.UNAUTHENTICATED) {
            http.putHeader("WWW-Authenticate", "Bearer realm=\"bulwark\"");
        }
        if (problem.kind() == ProblemKind.METHOD_NOT_ALLOWED) {
            String path = request.path() == null ? "" : request.path();
            http.putHeader("Allow", path.endsWith("/infer") ? "POST" : "GET");
        }
    }

    /**
     * Reads a little more of a body that nobody wants, then no more, then ends the connection.
     * Ending it while a client still sends would reset it, and the client would lose the answer
     * that says why; so one that never stops is held, unread, until its time is up.
     */
    private void abandonBody(HttpServerResponse http, boolean version1) {
        if (!version1) {
            // Not read any further, so flow control stops the client; then the stream alone ends.
            request.pause();
            vertx.setTimer(
                    DRAIN_MILLIS,
                    _ -> {
                        if (!request.isEnded()) {
                            http.reset(NO_ERROR);
                        }
                    });
            return;
        }
        long timer = vertx.setTimer(DRAIN_MILLIS, _ -> request.connection().close());
        int[] seen = {0};
        request.handler(piece -> {
            seen[0] += piece.length();
            if (seen[0] > DRAIN_BYTES) {
                request.pause();
            }
        });
        request.endHandler(_ -> {
            if (vertx.cancelTimer(timer)) {
                request.connection().close();
            }
        });
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.resume();
    }

    private void tell(Response response) {
        Map<String, Json> event = new LinkedHashMap<>();
        event.put("event", Json.of("request"));
        event.put("at", Json.of(clock.instant().toString()));
        event.put("trace", Json.of(trace));
        event.put("principal", Json.of(principal.id()));
        event.put("route", Json.of(route));
        event.put("status", Json.of(response.status()));
        event.put("body_bytes", Json.of(bodyBytes));
        event.put("rows", Json.of(response.rows()));
        event.put("micros", Json.of((System.nanoTime() - since) / NANOS_PER_MICRO));
        response.problem().ifPresent(p -> event.put("problem", Json.of(p.kind().name())));
        log.tell(new Json.Obj(event));
    }
}
