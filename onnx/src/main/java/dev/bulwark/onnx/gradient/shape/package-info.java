/** Gradient rules of operators that only move elements about. Each moves the gradient back. */
@NullMarked
package dev.bulwark.onnx.gradient.shape;

import org.jspecify.annotations.NullMarked;
