package dev.bulwark.gateway;

import dev.bulwark.gateway.model.ServedModel;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.protocol.Decoded;
import dev.bulwark.gateway.protocol.InferenceDecoder;
import dev.bulwark.gateway.protocol.InferenceEncoder;
import dev.bulwark.gateway.protocol.InferenceLimits;
import dev.bulwark.gateway.protocol.InferenceRequest;
import dev.bulwark.gateway.route.Route;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Answers requests that were authenticated.
 *
 * <p><b>Guarantees:</b> a model is asked only with rows that fit its schema, and what it answers is
 * passed on only if it fits the contract; every refusal is a problem document that names nothing
 * inside.
 */
public final class Gateway {
    private final Map<String, Serving> models = new LinkedHashMap<>();
    private final InferenceLimits limits;
    private volatile boolean draining;

    private record Serving(ServedModel model, InferenceDecoder decoder, InferenceEncoder encoder) {}

    /**
     * @param models that are served, by different names
     * @param limits of a request
     */
    public Gateway(List<ServedModel> models, InferenceLimits limits) {
        this.limits = limits;
        for (ServedModel model : models) {
            Serving serving =
                    new Serving(
                            model,
                            new InferenceDecoder(model.contract(), limits),
                            new InferenceEncoder(model.contract()));
            if (this.models.put(model.contract().name(), serving) != null) {
                throw new IllegalArgumentException(
                        "two models are named '" + model.contract().name() + "'");
            }
        }
    }

    /** Bounds of a request. */
    public InferenceLimits limits() {
        return limits;
    }

    /** From now on it says that it is not ready, so that no new requests are sent to it. */
    public void drain() {
        draining = true;
    }

    /**
     * Answers a route without a body.
     *
     * @param trace by which the operator finds the request in the log
     * @throws IllegalArgumentException for {@link Route.Infer}
     */
    public Response answer(Route route, String trace) {
        return switch (route) {
            case Route.Live _ -> Response.ok(Json.obj("live", true));
            case Route.Ready _ ->
                    readiness()
                            .map(problem -> Response.of(problem, trace))
                            .orElseGet(() -> Response.ok(Json.obj("ready", true)));
            case Route.ServerMetadata _ -> Response.ok(metadata());
            case Route.ModelMetadata(String name, var version) ->
                    find(name, version)
                            .map(found -> Response.ok(found.model().contract().metadata()))
                            .orElseGet(() -> Response.of(unknown(), trace));
            case Route.ModelReady(String name, var version) ->
                    find(name, version)
                            .map(found -> ready(found, trace))
                            .orElseGet(() -> Response.of(unknown(), trace));
            case Route.Infer _ -> throw new IllegalArgumentException("infer has a body");
        };
    }

    /** Why nothing of {@code route} can be answered, known before its body is read. */
    public Optional<HttpProblem> againstInfer(Route.Infer route) {
        Optional<Serving> serving = find(route.model(), route.version());
        return serving.isEmpty() ? Optional.of(unknown()) : serving.get().model().notReady();
    }

    /**
     * Answers an inference request.
     *
     * @param route with the model's name
     * @param body whole, within the limit
     * @param trace by which the operator finds the request in the log
     * @param encoding runs what follows the model's answer
     * @return completes always, never exceptionally
     */
    public CompletionStage<Response> infer(
            Route.Infer route, byte[] body, String trace, Executor encoding) {
        Optional<Serving> serving = find(route.model(), route.version());
        if (serving.isEmpty()) {
            return CompletableFuture.completedStage(Response.of(unknown(), trace));
        }
        return switch (serving.get().decoder().decode(body)) {
            case Decoded.Refused(HttpProblem problem) ->
                    CompletableFuture.completedStage(Response.of(problem, trace));
            case Decoded.Valid(InferenceRequest request) ->
                    predict(serving.get(), request, trace, encoding);
        };
    }

    private CompletionStage<Response> predict(
            Serving serving, InferenceRequest request, String trace, Executor encoding) {
        Optional<HttpProblem> notReady = serving.model().notReady();
        if (notReady.isPresent()) {
            return CompletableFuture.completedStage(Response.of(notReady.get(), trace));
        }
        return serving.model()
                .predict(request.inputs())
                .thenApplyAsync(
                        prediction ->
                                switch (prediction) {
                                    case ServedModel.Prediction.Made(NamedTensors outputs) ->
                                            encoded(serving, request, outputs, trace);
                                    case ServedModel.Prediction.NotMade(HttpProblem problem) ->
                                            Response.of(problem, trace);
                                },
                        encoding)
                .exceptionally(failure ->
                        Response.of(
                                HttpProblem.of(
                                        ProblemKind.INTERNAL, "give the trace to the operator"),
                                trace));
    }

    private static Response encoded(
            Serving serving, InferenceRequest request, NamedTensors outputs, String trace) {
        return serving.encoder()
                .encode(request, outputs)
                .map(body -> Response.predicted(body, request.rows()))
                .orElseGet(() ->
                        Response.of(
                                HttpProblem.of(
                                        ProblemKind.MODEL_FAILED,
                                        "the model's answer does not fit its contract"),
                                trace));
    }

    private Optional<HttpProblem> readiness() {
        if (draining) {
            return Optional.of(
                    HttpProblem.of(ProblemKind.MODEL_NOT_READY, "the server is stopping"));
        }
        return models.values().stream()
                .flatMap(serving -> serving.model().notReady().stream())
                .findFirst();
    }

    private static Response ready(Serving serving, String trace) {
        return serving.model()
                .notReady()
                .map(problem -> Response.of(problem, trace))
                .orElseGet(() ->
                        Response.ok(
                                Json.obj(
                                        "name", serving.model().contract().name(), "ready", true)));
    }

    private static Json metadata() {
        return Json.obj(
                "name",
                "bulwark",
                "version",
                PracticeEvidence.TOOL_VERSION,
                "extensions",
                List.of());
    }

    private Optional<Serving> find(String name, Optional<String> version) {
        return Optional.ofNullable(models.get(name))
                .filter(serving ->
                        version.isEmpty()
                                || version.get().equals(serving.model().contract().version()));
    }

    private static HttpProblem unknown() {
        return HttpProblem.of(
                ProblemKind.NOT_FOUND, "no model of this name and version is served here");
    }
}
