/**
 * How much a model's answers withstand an adversary: attacks within a declared budget, every
 * adversarial row scored again by the served model as it would be stored. What holds here is a
 * bound against these attacks, not a certificate.
 */
@NullMarked
package dev.bulwark.assessment.robustness;

import org.jspecify.annotations.NullMarked;
