package dev.bulwark.gateway.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.gateway.limit.AttemptLimit;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.route.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final Route INFER = new Route.Infer("credit", Optional.empty());

    @TempDir Path folder;
    private long nanos;
    private ApiKeys keys;
    private String inferKey;
    private Authenticator authenticator;

    @BeforeEach
    void makeKeys() throws IOException {
        keys = ApiKeys.open(folder.resolve("api-keys.json"));
        inferKey =
                keys.create(
                                "infer",
                                Set.of(Scope.INFER),
                                Duration.ofDays(1),
                                NOW,
                                new SecureRandom())
                        .secret();
        authenticator =
                new Authenticator(keys, new AttemptLimit(() -> nanos), InstantSource.fixed(NOW));
    }

    @Test
    void opensTwoRoutesToAllAndNoOther() {
        List<Route> routes =
                List.of(
                        new Route.Live(),
                        new Route.Ready(),
                        new Route.ServerMetadata(),
                        new Route.ModelMetadata("m", Optional.empty()),
                        new Route.ModelReady("m", Optional.empty()),
                        INFER);

        assertThat(routes)
                .filteredOn(route -> decide(route) instanceof Authenticator.Access.Granted)
                .containsExactly(new Route.Live(), new Route.Ready());
    }

    @Test
    void admitsAKeyOnTheRoutesOfItsScopeAlone() {
        assertThat(decide(INFER, "Bearer " + inferKey))
                .isEqualTo(
                        new Authenticator.Access.Granted(
                                new Principal(keys.list().getFirst().id())));
        assertThat(decide(INFER, "bearer " + inferKey))
                .isInstanceOf(Authenticator.Access.Granted.class);
        assertThat(kind(decide(new Route.ServerMetadata(), "Bearer " + inferKey)))
                .contains(ProblemKind.FORBIDDEN);
    }

    @Test
    void answersEveryBadKeyAlike() {
        HttpProblem none = problem(decide(INFER));

        assertThat(problem(decide(INFER, "Bearer x"))).isEqualTo(none);
        assertThat(problem(decide(INFER, inferKey))).isEqualTo(none);
        assertThat(problem(decide(INFER, "Basic " + inferKey))).isEqualTo(none);
        assertThat(problem(decide(INFER, "Bearer " + inferKey, "Bearer " + inferKey)))
                .isEqualTo(none);
        assertThat(problem(decide(INFER, "Bearer " + inferKey + "x"))).isEqualTo(none);
        assertThat(problem(decide(INFER, "Bearer " + "x".repeat(10_000)))).isEqualTo(none);
        assertThat(none.kind()).isEqualTo(ProblemKind.UNAUTHENTICATED);
    }

    @Test
    void slowsWrongKeysDownAndNeverARightOne() {
        for (int i = 0; i < AttemptLimit.BURST; i++) {
            assertThat(kind(decide(INFER))).contains(ProblemKind.UNAUTHENTICATED);
        }

        assertThat(kind(decide(INFER))).contains(ProblemKind.TOO_MANY_ATTEMPTS);
        assertThat(decide(INFER, "Bearer " + inferKey))
                .isInstanceOf(Authenticator.Access.Granted.class);

        nanos += 1_000_000_000L;
        assertThat(kind(decide(INFER))).contains(ProblemKind.UNAUTHENTICATED);
        assertThat(kind(decide(INFER))).contains(ProblemKind.TOO_MANY_ATTEMPTS);
    }

    private Authenticator.Access decide(Route route, String... authorization) {
        return authenticator.decide(route, List.of(authorization), CLIENT);
    }

    private static Optional<ProblemKind> kind(Authenticator.Access access) {
        return access instanceof Authenticator.Access.Denied(HttpProblem problem)
                ? Optional.of(problem.kind())
                : Optional.empty();
    }

    private static HttpProblem problem(Authenticator.Access access) {
        assertThat(access).isInstanceOf(Authenticator.Access.Denied.class);
        return ((Authenticator.Access.Denied) access).problem();
    }
}
