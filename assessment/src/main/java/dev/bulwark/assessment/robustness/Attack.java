package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import dev.bulwark.kernel.BulwarkException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Looks for rows near given ones that the model answers wrongly. To add one, implement this with a
 * public constructor without parameters and annotate it {@code AutoService(Attack.class)}; its
 * points must come from {@link PerturbationRegion#stored}.
 *
 * <p><b>Guarantees</b> of the run, whatever the attack does: every point it offers is checked
 * against the budget and scored by the served model; it gets no more of the model than it {@link
 * #needs}. <b>Does not guarantee</b> that there is no adversarial row where none was found.
 */
public interface Attack {

    /** The name in configuration and evidence, e.g. {@code pgd}; unique and never changed. */
    String id();

    /** What it does, with its source, in a sentence for people. */
    String description();

    /** What it must be given; a model that lacks it is refused before the run. */
    Set<AttackNeed> needs();

    /**
     * Attacks a batch of rows that the model answers rightly, offering points to {@code task} as it
     * finds them.
     */
    void run(AttackTask task);

    /**
     * Every attack on the class path, by id.
     *
     * @throws BulwarkException if two have the same id
     */
    static List<Attack> all() {
        List<Attack> attacks =
                ServiceLoader.load(Attack.class, Attack.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .sorted(Comparator.comparing(Attack::id))
                        .toList();
        Set<String> ids = new HashSet<>();
        for (Attack attack : attacks) {
            if (!ids.add(attack.id())) {
                throw new BulwarkException(
                        "ATTACK_TWICE",
                        "two attacks are named '" + attack.id() + "'",
                        "remove one of their jars from the class path");
            }
        }
        return attacks;
    }

    /**
     * The attack of this id.
     *
     * @throws BulwarkException {@code ATTACK_UNKNOWN} if there is none
     */
    static Attack byId(String id) {
        List<Attack> all = all();
        return all.stream()
                .filter(attack -> attack.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "ATTACK_UNKNOWN",
                                "there is no attack '" + id + "'",
                                "name one of " + all.stream().map(Attack::id).toList()));
    }
}
