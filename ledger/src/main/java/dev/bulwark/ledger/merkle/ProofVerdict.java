package dev.bulwark.ledger.merkle;

/** What came of checking a Merkle proof. */
public sealed interface ProofVerdict {

    /** The proof leads to the root. */
    record Proven() implements ProofVerdict {}

    /**
     * It does not, and proves nothing.
     *
     * @param why what is wrong with it
     */
    record Refuted(String why) implements ProofVerdict {}

    /** Whether it is {@link Proven}. */
    default boolean isProven() {
        return switch (this) {
            case Proven _ -> true;
            case Refuted _ -> false;
        };
    }
}
