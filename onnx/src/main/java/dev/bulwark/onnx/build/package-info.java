/**
 * Builds networks as ONNX models: raw rows in, classes out, with the preparation of the data inside
 * the graph, so that what was assessed is what is served. Each comes with the graph that trains it.
 */
@NullMarked
package dev.bulwark.onnx.build;

import org.jspecify.annotations.NullMarked;
