/** Tests of the attacks: closed forms, a published fixture, and attacks that cheat. */
@NullMarked
package dev.bulwark.assessment.robustness.threat;

import org.jspecify.annotations.NullMarked;
