/**
 * Gradient rules of what reads a picture elsewhere than at its pixels, or puts one together. The
 * gradient of the picture is added up at the pixels that were read.
 */
@NullMarked
package dev.bulwark.onnx.gradient.sampling;

import org.jspecify.annotations.NullMarked;
