/**
 * Gradient rules of operators that pick elements out, put them in, or repeat them. Each adds what
 * comes back to where the element was taken from.
 */
@NullMarked
package dev.bulwark.onnx.gradient.indexing;

import org.jspecify.annotations.NullMarked;
