/**
 * Tests of the intervals. Known answers come from the papers' tables and from independent programs.
 */
@NullMarked
package dev.bulwark.assessment.statistics;

import org.jspecify.annotations.NullMarked;
