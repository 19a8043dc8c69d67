/**
 * Reverse-mode differentiation of ONNX graphs: a graph in, a graph out that computes a value and
 * its derivatives with respect to inputs, weights or inner values. Each operator's derivative is
 * one {@link dev.bulwark.onnx.gradient.GradientRule}, found by {@link java.util.ServiceLoader};
 * where no derivative can flow the result says so, and where it would have to, differentiation
 * refuses.
 */
@NullMarked
package dev.bulwark.onnx.gradient;

import org.jspecify.annotations.NullMarked;
