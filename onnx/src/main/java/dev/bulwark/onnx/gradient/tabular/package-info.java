/**
 * Gradient rules of the operators that exporters of classical models emit, from operator set
 * ai.onnx.ml. They compute in single precision, whatever they are fed.
 */
@NullMarked
package dev.bulwark.onnx.gradient.tabular;

import org.jspecify.annotations.NullMarked;
