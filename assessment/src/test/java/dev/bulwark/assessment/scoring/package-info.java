/** Tests of scoring rows by the served graph. */
@NullMarked
package dev.bulwark.assessment.scoring;

import org.jspecify.annotations.NullMarked;
