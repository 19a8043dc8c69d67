package dev.bulwark.assessment.robustness;

import java.util.Optional;

/**
 * What became of a row within the budget.
 *
 * @param row its number in the table that was assessed
 * @param truth its true class
 * @param clean the class given to it as it is
 * @param fall how it fell, if the clean answer was right and an attack turned it
 */
public record RowOutcome(int row, int truth, int clean, Optional<Fall> fall) {

    /**
     * An adversarial row that was found.
     *
     * @param label the class given to it
     * @param distance how far it is from the clean row, in units, at most the budget
     * @param attack id of the attack that found it first
     */
    public record Fall(int label, double distance, String attack) {}

    /** Whether the answer is right for the row and for everything the attacks found near it. */
    public boolean isRobust() {
        return clean == truth && fall.isEmpty();
    }
}
