/**
 * Gradient rules of elementwise arithmetic, with broadcasting undone. A value that was repeated
 * gets the sum of the gradients of its copies.
 */
@NullMarked
package dev.bulwark.onnx.gradient.arithmetic;

import org.jspecify.annotations.NullMarked;
