package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    private Relevance(Set<Digest> subjects, Set<Digest> models, Set<Digest> data) {
        this.subjects = Set.copyOf(subjects);
        this.models = Set.copyOf(models);
        this.data = Set.copyOf(data);
    }

    /** What a question is about. */
    static Relevance of(Transition question) {
        return question.gate() == Gate.TRAIN
                ? new Relevance(
                        Set.copyOf(question.subjects()),
                        Set.of(),
                        named(question.subjects(), question.verified().evidence()))
                : of(question.verified().evidence(), question.subjects());
    }

    /**
     * What a model and what belongs to it are about.
     *
     * @param evidence everything that verified: only what a manifest names as its data set is data
     * @param subjects the model first
     */
    static Relevance of(Collection<Evidence> evidence, List<Digest> subjects) {
        return new Relevance(
                Set.copyOf(subjects),
                Set.of(subjects.getFirst()),
                named(subjects.subList(1, subjects.size()), evidence));
    }

    /** The first subject of a manifest is the data set; the others are its files. */
    private static Set<Digest> named(List<Digest> subjects, Collection<Evidence> evidence) {
        Set<Digest> named = new HashSet<>(subjects);
        named.retainAll(
                evidence.stream()
                        .filter(e ->
                                e.practice().filter(p -> p == Practice.DATA_INTEGRITY).isPresent())
                        .map(e -> e.statement().subjects().getFirst().digest())
                        .collect(Collectors.toSet()));
        return named;
    }

    /** The digests that evidence for this demand must be about: one of them. */
    Set<Digest> of(Demand demand) {
        if (demand.about().isEmpty()) {
            return of(demand.evidence());
        }
        // Asked for by its kind, nothing else passes for it: no data set, no evidence of one.
        return demand.about().get() == Artifact.Kind.DATASET ? data : models;
    }

    /** The digests that evidence of this kind must be about: one of them. */
    Set<Digest> of(String kind) {
        return OF_DATA.contains(kind) ? subjects : judged();
    }

    /** The model; the data if there is no model yet. */
    Set<Digest> judged() {
        return models.isEmpty() ? subjects : models;
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
