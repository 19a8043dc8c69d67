package dev.bulwark.assessment.robustness;

/** What an attack must be given, from least to most. */
public enum AttackNeed {
    /** The label that is served. */
    LABELS,
    /** The logits. */
    SCORES,
    /** Gradients of a loss with respect to the movable values. */
    GRADIENTS
}
