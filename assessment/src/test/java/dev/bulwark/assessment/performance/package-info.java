/** Tests of the performance figures, against published values and slow definitions. */
@NullMarked
package dev.bulwark.assessment.performance;

import org.jspecify.annotations.NullMarked;
