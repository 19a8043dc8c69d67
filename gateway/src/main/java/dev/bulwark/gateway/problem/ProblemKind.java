package dev.bulwark.gateway.problem;

import java.util.Locale;

/** Why a request is not answered: a closed set, each with its status and title. */
public enum ProblemKind {
    /** The body is not JSON, or breaks a limit of the reader. */
    MALFORMED_JSON(400, "The body is not valid JSON"),
    /** JSON, but no inference request. */
    MALFORMED_REQUEST(400, "The body is not an inference request"),
    /** An inference request, but its tensors do not fit the model's schema. */
    INPUT_REFUSED(400, "The input does not fit the model's schema"),
    /** The client uses the binary tensor extension. */
    BINARY_TENSORS(400, "Binary tensors are not supported"),
    /** No key, or not one that is valid now; which of them is not told. */
    UNAUTHENTICATED(401, "A valid API key is needed"),
    /** The key lacks the scope. */
    FORBIDDEN(403, "The API key does not permit this"),
    /** No such path, model or version. */
    NOT_FOUND(404, "There is nothing here"),
    /** The path exists, for another method. */
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    /** The body did not arrive in time. */
    BODY_TOO_SLOW(408, "The body did not arrive in time"),
    /** The body is larger than the limit, or comes in too many pieces. */
    BODY_TOO_LARGE(413, "The body is too large"),
    /** The body is not JSON by its headers, or is compressed. */
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be plain application/json"),
    /** Too many wrong keys from one address. */
    TOO_MANY_ATTEMPTS(429, "Too many attempts with a wrong key"),
    /** The gateway failed. */
    INTERNAL(500, "The gateway failed"),
    /** The model's worker answered with a failure or with something that is no answer. */
    MODEL_FAILED(500, "The model failed on this request"),
    /** As much is in flight as may be. */
    OVERLOADED(503, "The server is busy"),
    /** The model's worker is starting, restarting or quarantined. */
    MODEL_NOT_READY(503, "The model is not ready"),
    /** The serve gate refuses the model now. */
    GATE_REFUSED(503, "The model may not be served now"),
    /** The model did not answer in time. */
    MODEL_TOO_SLOW(504, "The model did not answer in time");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The same for every problem of this kind. */
    public String title() {
        return title;
    }

    /** The URI that names the kind (RFC 9457 §3.1.1). */
    public String type() {
        return "https://bulwark.dev/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
