/**
 * Estimates that carry their uncertainty: intervals for rates, differences, ratios and anything
 * that can be resampled. A number without an interval and a sample size does not leave this module.
 */
@NullMarked
package dev.bulwark.assessment.statistics;

import org.jspecify.annotations.NullMarked;
