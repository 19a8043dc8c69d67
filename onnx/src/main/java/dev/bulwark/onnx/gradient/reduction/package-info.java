/** Gradient rules of reductions over axes. Each spreads the gradient over what was reduced. */
@NullMarked
package dev.bulwark.onnx.gradient.reduction;

import org.jspecify.annotations.NullMarked;
