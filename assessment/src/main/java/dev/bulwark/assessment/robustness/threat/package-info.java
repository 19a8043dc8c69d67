/**
 * What an adversary may do to a row, as a value: how far it may be moved in which norm, which
 * values may move at all, and what must stay true of them. Every point that an attack hands in is
 * held against it, exactly and not up to rounding.
 */
@NullMarked
package dev.bulwark.assessment.robustness.threat;

import org.jspecify.annotations.NullMarked;
