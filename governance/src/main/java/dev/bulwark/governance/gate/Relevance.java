package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which evidence speaks of what. A transition is about a model and the data it was made from; what
 * was found of the data (say, an audit of its labels) must not pass for a finding about the model.
 */
final class Relevance {
    private static final Set<String> OF_DATA =
            Set.of(
                    Practice.DATA_INTEGRITY.id(),
                    Practice.ACCESS_CONTROL.id(),
                    Practice.ANONYMIZATION.id());

    private final Set<Digest> subjects;
    private final Set<Digest> models;
    private final Set<Digest> data;

    /**
     * @param evidence everything that verified: a digest that a manifest names as its data set is
     *     data
     * @param subjects what the transition is about; if all of it is data, all evidence about it
     *     counts
     */
    Relevance(Collection<Evidence> evidence, Set<Digest> subjects) {
        Set<Digest> rest = new HashSet<>(subjects);
        evidence.stream()
                .filter(e -> e.practice().filter(p -> p == Practice.DATA_INTEGRITY).isPresent())
                // The first subject of a manifest is the data set; the others are its files.
                .map(e -> e.statement().subjects().getFirst().digest())
                .forEach(rest::remove);
        this.subjects = Set.copyOf(subjects);
        this.models = rest.isEmpty() ? this.subjects : Set.copyOf(rest);
        Set<Digest> named = new HashSet<>(subjects);
        named.removeAll(rest);
        this.data = Set.copyOf(named);
    }

    /** The digests that evidence for this demand must be about: one of them. */
    Set<Digest> of(Demand demand) {
        if (demand.about().isEmpty()) {
            return of(demand.evidence());
        }
        // Asked for by its kind, nothing else passes for it: no data set, no evidence of one.
        return demand.about().get() == Artifact.Kind.DATASET
                ? data
                : data.containsAll(models) ? Set.of() : models;
    }

    /** The digests that evidence of this kind must be about: one of them. */
    Set<Digest> of(String kind) {
        return OF_DATA.contains(kind) ? subjects : models;
    }

    /** What of the transition is no data set; all of it if everything is. */
    Set<Digest> models() {
        return models;
    }

    /** Whether the evidence is about a digest that evidence of this kind must be about. */
    boolean speaks(String kind, Evidence evidence) {
        return of(kind).stream().anyMatch(evidence.statement()::isAbout);
    }

    /** Whether the evidence says that something the transition is about is malicious. */
    boolean condemns(Evidence evidence) {
        return isMalicious(evidence) && subjects.stream().anyMatch(evidence.statement()::isAbout);
    }

    /** Whether the evidence says that what it speaks of is malicious. */
    static boolean isMalicious(Evidence evidence) {
        return new Json.Bool(true).equals(evidence.facts().get("malicious"));
    }
}
