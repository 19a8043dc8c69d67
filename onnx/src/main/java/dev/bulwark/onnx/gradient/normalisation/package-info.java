/**
 * Gradient rules of operators that normalise by statistics of their own input. All rest on one
 * formula, {@link dev.bulwark.onnx.gradient.normalisation.Normalised}.
 */
@NullMarked
package dev.bulwark.onnx.gradient.normalisation;

import org.jspecify.annotations.NullMarked;
