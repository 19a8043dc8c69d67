/**
 * Finds, for every value of a graph, along which axis its examples lie, or that it mixes them. It
 * is what makes per-example gradients safe: an operator it does not know refuses.
 */
@NullMarked
package dev.bulwark.onnx.gradient.perexample.axis;

import org.jspecify.annotations.NullMarked;
