package dev.bulwark.supplychain.bom;

import java.util.Collection;

/**
 * How much of what a bill of materials should tell is in it.
 *
 * <p>Each component earns up to five points: a hash, a licence, an identity (package URL of a known
 * ecosystem, or a source), somebody who answers for it, and known dependencies. The model card
 * earns up to eight: task, architecture, inputs, outputs, data sets, metrics, use cases,
 * limitations. The score is points earned over points possible, rounded down to four decimals.
 *
 * @param components how many, the model among them
 * @param withHash how many have a hash
 * @param withLicence how many have a licence
 * @param withIdentity how many can be found by their identity
 * @param withOwner how many have somebody who answers for them
 * @param withDependencies how many say what they need
 * @param cardFields how many of the eight fields are filled
 */
public record Completeness(
        int components,
        int withHash,
        int withLicence,
        int withIdentity,
        int withOwner,
        int withDependencies,
        int cardFields) {
    private static final int POINTS_PER_COMPONENT = 5;
    private static final double STEPS = 10_000;

    static Completeness of(Collection<Entry> entries, ModelCard card) {
        return new Completeness(
                entries.size(),
                (int) entries.stream().filter(Entry::hasHash).count(),
                (int) entries.stream().filter(Entry::hasLicence).count(),
                (int) entries.stream().filter(Entry::identified).count(),
                (int) entries.stream().filter(Entry::answered).count(),
                (int) entries.stream().filter(entry -> entry.needs().isPresent()).count(),
                card.filled());
    }

    /** In [0, 1]. */
    public double score() {
        int earned =
                withHash + withLicence + withIdentity + withOwner + withDependencies + cardFields;
        int possible = POINTS_PER_COMPONENT * components + ModelCard.FIELDS;
        return Math.floor(STEPS * earned / possible) / STEPS;
    }
}
