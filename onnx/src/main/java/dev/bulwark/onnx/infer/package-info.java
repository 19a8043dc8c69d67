/**
 * What can be known of a graph's values before it runs: element types, shapes with symbolic
 * lengths, and integers that shapes are computed from. What does not follow stays unknown; nothing
 * is guessed.
 */
@NullMarked
package dev.bulwark.onnx.infer;

import org.jspecify.annotations.NullMarked;
