package dev.bulwark.gateway.authenticate;

import dev.bulwark.gateway.limit.AttemptLimit;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.route.Route;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request may go on, before its body is read.
 *
 * <p><b>Guarantees:</b> what needs a scope is refused without a valid key of that scope; a missing,
 * malformed, unknown, wrong, expired and revoked key get the same answer.
 */
public final class Authenticator {
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_HEADER = 256;

    private final ApiKeys keys;
    private final AttemptLimit attempts;
    private final InstantSource clock;

    /** The decision. */
    public sealed interface Access {
        /** It may. */
        record Granted(Principal principal) implements Access {}

        /** It may not. */
        record Denied(HttpProblem problem) implements Access {}
    }

    /**
     * @param keys that are known
     * @param attempts of wrong keys
     * @param clock against which keys expire
     */
    public Authenticator(ApiKeys keys, AttemptLimit attempts, InstantSource clock) {
        this.keys = keys;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * Decides.
     *
     * @param route that is asked for
     * @param authorization all values of the header of that name
     * @param remote the client's address
     */
    public Access decide(Route route, List<String> authorization, InetAddress remote) {
        Optional<Scope> scope = scopeFor(route);
        if (scope.isEmpty()) {
            return new Access.Granted(Principal.ANONYMOUS);
        }
        Optional<ApiKey> key = key(authorization);
        if (key.isEmpty()) {
            return new Access.Denied(unauthenticated(remote));
        }
        if (!key.get().scopes().contains(scope.get())) {
            return new Access.Denied(
                    HttpProblem.of(
                            ProblemKind.FORBIDDEN,
                            "this needs a key with the scope '" + scope.get().id() + "'"));
        }
        return new Access.Granted(new Principal(key.get().id()));
    }

    /** The scope a key must have; empty if no key is needed. */
    private static Optional<Scope> scopeFor(Route route) {
        return switch (route) {
            case Route.Live _, Route.Ready _ -> Optional.empty();
            case Route.ServerMetadata _, Route.ModelMetadata _, Route.ModelReady _ ->
                    Optional.of(Scope.METADATA);
            case Route.Infer _ -> Optional.of(Scope.INFER);
        };
    }

    private Optional<ApiKey> key(List<String> authorization) {
        if (authorization.size() != 1) {
            return Optional.empty();
        }
        String value = authorization.getFirst();
        boolean bearer = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return bearer && value.length() <= LONGEST_HEADER
                ? keys.authenticate(value.substring(SCHEME.length()).strip(), clock.instant())
                : Optional.empty();
    }

    private HttpProblem unauthenticated(InetAddress remote) {
        return attempts.admitsFailure(remote)
                ? HttpProblem.of(
                        ProblemKind.UNAUTHENTICATED,
                        "send 'Authorization: Bearer KEY' with a key made by 'bulwark serve keys"
                                + " create'")
                : HttpProblem.passing(
                        ProblemKind.TOO_MANY_ATTEMPTS,
                        "this address sent too many wrong keys; wait and send a right one",
                        AttemptLimit.BURST);
    }
}
