package dev.bulwark.gateway;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import java.util.Optional;

/**
 * What is answered.
 *
 * @param status the HTTP status
 * @param mediaType of the body
 * @param body whole
 * @param problem that the body tells, if it is one
 * @param rows that the model was asked about; 0 if it was not
 */
public record Response(
        int status, String mediaType, Bytes body, Optional<HttpProblem> problem, int rows) {
    private static final int OK = 200;
    private static final String JSON = "application/json";

    static Response ok(Json body) {
        return new Response(OK, JSON, Bytes.of(body.canonical()), Optional.empty(), 0);
    }

    static Response predicted(Bytes body, int rows) {
        return new Response(OK, JSON, body, Optional.empty(), rows);
    }

    /**
     * A problem as a response.
     *
     * @param trace by which the operator finds the request in the log
     */
    public static Response of(HttpProblem problem, String trace) {
        return new Response(
                problem.kind().status(),
                HttpProblem.MEDIA_TYPE,
                problem.toBytes(trace),
                Optional.of(problem),
                0);
    }
}
