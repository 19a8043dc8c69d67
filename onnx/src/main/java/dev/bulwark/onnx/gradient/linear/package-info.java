/**
 * Gradient rules of matrix products and of layers that multiply by weights. They are the bulk of
 * the work of a backward pass.
 */
@NullMarked
package dev.bulwark.onnx.gradient.linear;

import org.jspecify.annotations.NullMarked;
