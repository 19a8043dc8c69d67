/**
 * Gradient rules of the circular and hyperbolic functions and their inverses. Each is one factor,
 * written in terms of the output where that saves work.
 */
@NullMarked
package dev.bulwark.onnx.gradient.trigonometry;

import org.jspecify.annotations.NullMarked;
