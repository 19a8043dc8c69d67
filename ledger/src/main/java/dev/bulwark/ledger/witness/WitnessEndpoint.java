package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.PolicyWitness;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A witness as a place on the network: several keys of a policy may answer at one URL.
 *
 * @param prefix of its routes, without a slash at the end
 * @param witnesses the policy's lines of that URL, one or more
 */
record WitnessEndpoint(URI prefix, List<PolicyWitness> witnesses) {
    WitnessEndpoint {
        witnesses = List.copyOf(witnesses);
    }

    /**
     * The endpoints of a policy.
     *
     * @throws BulwarkException if a URL cannot be used, or witnesses that the quorum needs have
     *     none
     */
    static List<WitnessEndpoint> of(TrustPolicy policy) {
        Map<URI, List<PolicyWitness>> byPrefix = new LinkedHashMap<>();
        Set<String> reachable = new LinkedHashSet<>();
        for (PolicyWitness witness : policy.witnesses()) {
            if (!witness.url().isEmpty()) {
                byPrefix.computeIfAbsent(prefix(witness), _ -> new ArrayList<>()).add(witness);
                reachable.add(witness.name());
            }
        }
        if (!policy.quorum().isReached(reachable)) {
            throw new BulwarkException(
                    "WITNESS_WITHOUT_URL",
                    "the quorum %s cannot be reached: the policy has URLs for %d of %d witnesses"
                            .formatted(
                                    TrustPolicy.shown(policy.quorum().describe()),
                                    reachable.size(),
                                    policy.witnesses().size()),
                    "write the URL of each witness behind its key: 'witness <name> <vkey> <url>'");
        }
        return byPrefix.entrySet().stream()
                .map(entry -> new WitnessEndpoint(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static URI prefix(PolicyWitness witness) {
        URI uri;
        try {
            uri = new URI(witness.url().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw unusable(witness, "it is no URL");
        }
        String host = uri.getHost();
        if (host == null || uri.getUserInfo() != null || uri.getQuery() != null) {
            throw unusable(witness, "it is not https://host[:port][/path]");
        }
        boolean https = "https".equals(uri.getScheme());
        if (!https && !("http".equals(uri.getScheme()) && isLoopback(host))) {
            throw unusable(witness, "only https is spoken over a network");
        }
        return uri;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static BulwarkException unusable(PolicyWitness witness, String why) {
        return new BulwarkException(
                "WITNESS_URL_UNUSABLE",
                "the URL of witness '%s' cannot be used: %s"
                        .formatted(TrustPolicy.shown(witness.name()), why),
                "write the witness's submission prefix, as its operator tells it");
    }

    List<VerifierKey> keys() {
        return witnesses.stream().map(PolicyWitness::key).toList();
    }

    URI submission() {
        return URI.create(prefix + "/add-checkpoint");
    }

    URI monitoring(String origin) {
        return URI.create(prefix + "/" + WitnessState.name(origin) + "/checkpoint");
    }

    /** For messages: the names in the policy, and where. */
    String describe() {
        return witnesses.stream()
                        .map(witness -> TrustPolicy.shown(witness.name()))
                        .collect(Collectors.joining("+"))
                + " at "
                + prefix;
    }
}
