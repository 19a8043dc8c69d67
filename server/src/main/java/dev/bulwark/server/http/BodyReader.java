package dev.bulwark.server.http;

import dev.bulwark.gateway.RequestHeaders;
import dev.bulwark.gateway.limit.ByteBudget;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Reads one body on the event loop, within bounds. Bytes are taken from the budget of all requests
 * as they arrive, not as they are announced, and no buffer is sized by what is announced.
 */
final class BodyReader {
    private static final int RETRY_SECONDS = 1;

    private final HttpServerRequest request;
    private final BodyLimits limits;
    private final ByteBudget budget;
    private final Consumer<byte[]> whole;
    private final Consumer<HttpProblem> broken;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long timer;
    private int pieces;
    private boolean done;

    /**
     * @param whole is given the body, whose bytes stay taken until {@link #release}
     * @param broken is told why there is none; nothing stays taken
     */
    BodyReader(
            HttpServerRequest request,
            BodyLimits limits,
            ByteBudget budget,
            Consumer<byte[]> whole,
            Consumer<HttpProblem> broken) {
        this.request = request;
        this.limits = limits;
        this.budget = budget;
        this.whole = whole;
        this.broken = broken;
    }

    void start(Vertx vertx) {
        timer =
                vertx.setTimer(
                        limits.time().toMillis(),
                        _ ->
                                fail(
                                        HttpProblem.of(
                                                ProblemKind.BODY_TOO_SLOW,
                                                "the limit is "
                                                        + limits.time().toSeconds()
                                                        + " seconds")));
        request.handler(this::take);
        request.endHandler(_ -> {
            if (finish(vertx)) {
                whole.accept(bytes.toByteArray());
            }
        });
        request.exceptionHandler(_ -> {
            vertx.cancelTimer(timer);
            // The client is gone: nobody is left to be answered.
            fail(HttpProblem.of(ProblemKind.BODY_TOO_SLOW, "the connection broke off"));
        });
        request.resume();
    }

    private void take(Buffer piece) {
        if (done) {
            return;
        }
        pieces++;
        if (piece.length() > limits.bytes() - bytes.size()
                || !limits.allowsPieces(pieces, bytes.size() + piece.length())) {
            fail(RequestHeaders.tooLarge(limits.bytes()));
        } else if (!budget.take(piece.length())) {
            fail(
                    HttpProblem.passing(
                            ProblemKind.OVERLOADED,
                            "other requests occupy all the memory for bodies",
                            RETRY_SECONDS));
        } else {
            bytes.writeBytes(piece.getBytes());
        }
    }

    private boolean finish(Vertx vertx) {
        boolean first = !done;
        done = true;
        vertx.cancelTimer(timer);
        return first;
    }

    private void fail(HttpProblem problem) {
        if (!done) {
            done = true;
            release();
            broken.accept(problem);
        }
    }

    /** Gives the body's bytes back to the budget; once. */
    void release() {
        budget.giveBack(bytes.size());
    }
}
