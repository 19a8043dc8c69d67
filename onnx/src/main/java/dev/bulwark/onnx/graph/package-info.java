/**
 * An ONNX model as immutable records, read from and written to ONNX's protobuf form, byte for byte
 * the same each time, and checked. Everything that comes from a file is hostile until {@link
 * dev.bulwark.onnx.graph.OnnxReader} and {@link dev.bulwark.onnx.graph.Checker} have passed it.
 */
@NullMarked
package dev.bulwark.onnx.graph;

import org.jspecify.annotations.NullMarked;
