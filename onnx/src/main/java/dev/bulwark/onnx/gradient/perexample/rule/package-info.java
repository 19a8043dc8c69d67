/**
 * How parameters meet the examples, one class for an operator or a family of operators. Each either
 * names the form of its share or rewrites the node into nodes that have one.
 */
@NullMarked
package dev.bulwark.onnx.gradient.perexample.rule;

import org.jspecify.annotations.NullMarked;
