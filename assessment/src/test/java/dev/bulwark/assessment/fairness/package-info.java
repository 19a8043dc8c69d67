/** Tests of the bias audit, against published values of public data sets and of other tools. */
@NullMarked
package dev.bulwark.assessment.fairness;

import org.jspecify.annotations.NullMarked;
