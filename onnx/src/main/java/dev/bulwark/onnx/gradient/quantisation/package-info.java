/**
 * Gradient rules of what leads from quantised values back to real ones. Rounding itself is flat,
 * unless the caller asks for the gradient to go straight through.
 */
@NullMarked
package dev.bulwark.onnx.gradient.quantisation;

import org.jspecify.annotations.NullMarked;
