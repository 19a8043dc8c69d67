/**
 * Gradient rules of operators that slide a window over the axes behind the channel: convolutions
 * and pools, in one, two and three dimensions. Each is written with the same few moves, gathering
 * windows and scattering them back, in the form that the engine's kernels are fastest at.
 */
@NullMarked
package dev.bulwark.onnx.gradient.convolution;

import org.jspecify.annotations.NullMarked;
