package dev.bulwark.gateway.problem;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A problem document (RFC 9457). It also has the {@code error} member by which clients of the Open
 * Inference Protocol find the reason.
 *
 * @param kind what it is
 * @param detail what to correct; holds no value of a personal column and nothing internal
 * @param retryAfterSeconds when trying again makes sense, {@code >= 1}
 */
public record HttpProblem(ProblemKind kind, String detail, OptionalInt retryAfterSeconds) {
    /** The media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public HttpProblem {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(detail);
        if (retryAfterSeconds.isPresent() && retryAfterSeconds.getAsInt() < 1) {
            throw new IllegalArgumentException("retryAfterSeconds must be >= 1");
        }
    }

    /** A problem that trying again does not solve. */
    public static HttpProblem of(ProblemKind kind, String detail) {
        return new HttpProblem(kind, detail, OptionalInt.empty());
    }

    /** A problem that passes. */
    public static HttpProblem passing(ProblemKind kind, String detail, int retryAfterSeconds) {
        return new HttpProblem(kind, detail, OptionalInt.of(retryAfterSeconds));
    }

    /**
     * The document.
     *
     * @param trace by which the operator finds the request in the log
     */
    public Bytes toBytes(String trace) {
        return Bytes.of(
                Json.obj(
                                "type",
                                kind.type(),
                                "title",
                                kind.title(),
                                "status",
                                kind.status(),
                                "detail",
                                detail,
                                "instance",
                                "urn:bulwark:trace:" + trace,
                                "trace",
                                trace,
                                "error",
                                kind.title() + ": " + detail)
                        .canonical());
    }
}
