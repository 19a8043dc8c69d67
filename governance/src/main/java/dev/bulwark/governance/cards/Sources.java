package dev.bulwark.governance.cards;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The evidence a card draws on: the newest of each kind about its own subjects. Numbers its notes
 * in the order of first citation, which depends on the card's text alone.
 */
final class Sources {
    static final String PERFORMANCE = "performance";
    static final String PROVENANCE = "provenance";
    private static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";
    private static final String OURS = "https://bulwark.dev/evidence/";

    private final Map<String, Evidence> newest = new HashMap<>();
    private final Map<String, Source> cited = new HashMap<>();
    private final List<Source> notes = new ArrayList<>();

    /**
     * @param model only evidence about it counts for what is said of the model
     * @param data only evidence about one of these counts for what is said of data
     */
    Sources(Collection<Evidence> evidence, Digest model, Set<Digest> data) {
        evidence.stream()
                .sorted(BY_AGE)
                .forEach(each -> {
                    String kind = kind(each);
                    boolean ofData = kind.equals(Practice.DATA_INTEGRITY.id());
                    boolean about =
                            ofData
                                    ? data.stream().anyMatch(each.statement()::isAbout)
                                    : each.statement().isAbout(model);
                    if (about) {
                        newest.put(kind, each);
                    }
                });
    }

    /** Oldest first; of the same second, a failure last, so that it is the one that speaks. */
    private static final Comparator<Evidence> BY_AGE =
            Comparator.<Evidence, Instant>comparing(each -> each.at().orElse(Instant.MIN))
                    .thenComparingInt(each ->
                            each.outcome().filter(o -> o == Outcome.PASSED).isPresent() ? 0 : 1)
                    .thenComparing(each -> each.statement().predicate().digest())
                    .thenComparing(Evidence::digest);

    private static String kind(Evidence evidence) {
        String type = evidence.statement().predicateType();
        if (type.equals(SLSA_PROVENANCE)) {
            return PROVENANCE;
        }
        return type.startsWith(OURS) && type.endsWith("/v1")
                ? type.substring(OURS.length(), type.length() - "/v1".length())
                : type;
    }

    /** The evidence of this kind, if there is any; from now on it has a note. */
    Optional<Source> cite(String kind) {
        Evidence evidence = newest.get(kind);
        if (evidence == null) {
            return Optional.empty();
        }
        return Optional.of(
                cited.computeIfAbsent(
                        kind,
                        _ -> {
                            Source source = new Source(notes.size() + 1, kind, evidence);
                            notes.add(source);
                            return source;
                        }));
    }

    /** Whether there is evidence of this kind. */
    boolean has(String kind) {
        return newest.containsKey(kind);
    }

    /** Everything cited, in the order of the notes. */
    List<Source> notes() {
        return List.copyOf(notes);
    }
}
