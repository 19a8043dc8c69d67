/**
 * Charts as inline SVG: no script, no colour without a shape or a word beside it, a title, a
 * description and a table of the same numbers for those who do not see them.
 */
@NullMarked
package dev.bulwark.governance.chart;

import org.jspecify.annotations.NullMarked;
