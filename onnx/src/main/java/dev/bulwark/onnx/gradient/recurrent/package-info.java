/**
 * Gradient rules of recurrent layers: backward through time as a Scan whose body holds the cell's
 * derivative. Gates are computed again over all time steps at once, and so are the gradients of the
 * weights.
 */
@NullMarked
package dev.bulwark.onnx.gradient.recurrent;

import org.jspecify.annotations.NullMarked;
