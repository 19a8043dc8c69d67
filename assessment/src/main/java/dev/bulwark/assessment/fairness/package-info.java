/**
 * Whether a model treats groups alike: rates, differences and ratios by protected column and their
 * intersections, each with its sample size and interval. No group is left out, however small.
 */
@NullMarked
package dev.bulwark.assessment.fairness;

import org.jspecify.annotations.NullMarked;
