package dev.bulwark.gateway.route;

import java.util.Optional;

/** What may be asked: a closed set. */
public sealed interface Route {

    /** {@code GET /v2/health/live}: the process answers. Open to all. */
    record Live() implements Route {}

    /** {@code GET /v2/health/ready}: every model answers. Open to all; says nothing more. */
    record Ready() implements Route {}

    /** {@code GET /v2}. */
    record ServerMetadata() implements Route {}

    /** {@code GET /v2/models/M[/versions/V]}. */
    record ModelMetadata(String model, Optional<String> version) implements Route {}

    /** {@code GET /v2/models/M[/versions/V]/ready}. */
    record ModelReady(String model, Optional<String> version) implements Route {}

    /** {@code POST /v2/models/M[/versions/V]/infer}. */
    record Infer(String model, Optional<String> version) implements Route {}

    /** Names the route in logs, without what the client put into the path. */
    default String label() {
        return switch (this) {
            case Live _ -> "live";
            case Ready _ -> "ready";
            case ServerMetadata _ -> "server-metadata";
            case ModelMetadata _ -> "model-metadata";
            case ModelReady _ -> "model-ready";
            case Infer _ -> "infer";
        };
    }
}
