package dev.bulwark.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.gateway.problem.ProblemKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @Test
    void findsEveryRouteOfTheProtocol() {
        assertThat(route("GET", "/v2")).contains(new Route.ServerMetadata());
        assertThat(route("GET", "/v2/health/live")).contains(new Route.Live());
        assertThat(route("GET", "/v2/health/ready")).contains(new Route.Ready());
        assertThat(route("GET", "/v2/models/m"))
                .contains(new Route.ModelMetadata("m", Optional.empty()));
        assertThat(route("GET", "/v2/models/m/versions/1"))
                .contains(new Route.ModelMetadata("m", Optional.of("1")));
        assertThat(route("GET", "/v2/models/m/ready"))
                .contains(new Route.ModelReady("m", Optional.empty()));
        assertThat(route("GET", "/v2/models/m/versions/1/ready"))
                .contains(new Route.ModelReady("m", Optional.of("1")));
        assertThat(route("POST", "/v2/models/m/infer"))
                .contains(new Route.Infer("m", Optional.empty()));
        assertThat(route("POST", "/v2/models/m/versions/1/infer"))
                .contains(new Route.Infer("m", Optional.of("1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "v2",
                "//v2",
                "/v2/",
                "/V2",
                "/v1",
                "/v2/health",
                "/v2/health/live/",
                "/v2/models",
                "/v2/models/",
                "/v2/models//infer",
                "/v2/models/m/",
                "/v2/models/../../etc/passwd",
                "/v2/models/./infer",
                "/v2/models/%6d/infer",
                "/v2/models/m%2finfer",
                "/v2/models/m;x/infer",
                "/v2/models/m/versions",
                "/v2/models/m/versions/1/versions/2",
                "/v2/models/m/infer/infer",
                "/v2/models/m/load",
                "/v2/repository/index",
                "/q/health",
                "/metrics"
            })
    void refusesEveryOtherPath(String path) {
        assertThat(kind("GET", path)).contains(ProblemKind.NOT_FOUND);
        assertThat(kind("POST", path)).contains(ProblemKind.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "X"})
    void refusesOtherMethodsOfInfer(String method) {
        assertThat(kind(method, "/v2/models/m/infer")).contains(ProblemKind.METHOD_NOT_ALLOWED);
    }

    @Test
    void refusesAQueryAndALongPath() {
        assertThat(Routes.find("GET", "/v2", true)).isInstanceOf(Routes.Found.None.class);
        assertThat(kind("GET", "/v2/models/" + "m".repeat(600))).contains(ProblemKind.NOT_FOUND);
    }

    private static Optional<Route> route(String method, String path) {
        return Routes.find(method, path, false) instanceof Routes.Found.To(Route route)
                ? Optional.of(route)
                : Optional.empty();
    }

    private static Optional<ProblemKind> kind(String method, String path) {
        return Routes.find(method, path, false) instanceof Routes.Found.None(var problem)
                ? Optional.of(problem.kind())
                : Optional.empty();
    }
}
