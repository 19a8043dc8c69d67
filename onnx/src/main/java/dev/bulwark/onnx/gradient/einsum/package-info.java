/** The gradient rule of summed indices. The gradient of an operand is itself a sum over indices. */
@NullMarked
package dev.bulwark.onnx.gradient.einsum;

import org.jspecify.annotations.NullMarked;
