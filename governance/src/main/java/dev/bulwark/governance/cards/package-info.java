/**
 * Model cards whose every number comes from verified evidence and says from which. What was not
 * assessed is said to be not assessed, never left out.
 */
@NullMarked
package dev.bulwark.governance.cards;

import org.jspecify.annotations.NullMarked;
