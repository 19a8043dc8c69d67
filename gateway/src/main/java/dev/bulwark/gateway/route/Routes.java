package dev.bulwark.gateway.route;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the route. The path is matched as it came, undecoded: no name of a model needs escapes, so
 * a path with one names nothing, and there is no second reading of it to disagree with the first.
 */
public final class Routes {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final int LONGEST_PATH = 512;

    private Routes() {}

    /** What came of it. */
    public sealed interface Found {
        /** There is a route. */
        record To(Route route) implements Found {}

        /** There is none. */
        record None(HttpProblem problem) implements Found {}
    }

    /**
     * The route of a request.
     *
     * @param method as it came
     * @param path as it came, without the query
     * @param hasQuery whether there was one; no route takes any
     */
    public static Found find(String method, String path, boolean hasQuery) {
        Optional<Route> route =
                path.length() > LONGEST_PATH || hasQuery ? Optional.empty() : match(path);
        if (route.isEmpty()) {
            return new Found.None(
                    HttpProblem.of(
                            ProblemKind.NOT_FOUND,
                            "the paths are those of the Open Inference Protocol v2, such as"
                                    + " /v2/models/NAME/infer, without a query"));
        }
        String expected = route.get() instanceof Route.Infer ? "POST" : "GET";
        if (!method.equals(expected)) {
            return new Found.None(
                    HttpProblem.of(ProblemKind.METHOD_NOT_ALLOWED, "it takes " + expected));
        }
        return new Found.To(route.get());
    }

    private static Optional<Route> match(String path) {
        List<String> segments = List.of(path.split("/", -1));
        if (segments.size() < 2
                || !segments.getFirst().isEmpty()
                || !segments.get(1).equals("v2")) {
            return Optional.empty();
        }
        List<String> rest = segments.subList(2, segments.size());
        if (rest.isEmpty()) {
            return Optional.of(new Route.ServerMetadata());
        }
        if (rest.equals(List.of("health", "live"))) {
            return Optional.of(new Route.Live());
        }
        if (rest.equals(List.of("health", "ready"))) {
            return Optional.of(new Route.Ready());
        }
        return rest.size() >= 2 && rest.getFirst().equals("models") && names(rest.get(1))
                ? model(rest.get(1), rest.subList(2, rest.size()))
                : Optional.empty();
    }

    private static Optional<Route> model(String name, List<String> rest) {
        if (rest.size() >= 2 && rest.getFirst().equals("versions") && names(rest.get(1))) {
            return action(name, Optional.of(rest.get(1)), rest.subList(2, rest.size()));
        }
        return action(name, Optional.empty(), rest);
    }

    private static Optional<Route> action(
            String name, Optional<String> version, List<String> rest) {
        if (rest.isEmpty()) {
            return Optional.of(new Route.ModelMetadata(name, version));
        }
        if (rest.equals(List.of("ready"))) {
            return Optional.of(new Route.ModelReady(name, version));
        }
        if (rest.equals(List.of("infer"))) {
            return Optional.of(new Route.Infer(name, version));
        }
        return Optional.empty();
    }

    private static boolean names(String segment) {
        return SEGMENT.matcher(segment).matches();
    }
}
