/**
 * What can be said of how a model came to be: SLSA provenance, and evidence of how it was
 * regularised and which rows it takes.
 */
@NullMarked
package dev.bulwark.training.provenance;

import org.jspecify.annotations.NullMarked;
