/**
 * The vocabulary networks are written in: each layer says once which parameters it has and which
 * nodes it becomes, for the graph that trains and the graph that serves alike. An architecture is a
 * list of them.
 */
@NullMarked
package dev.bulwark.onnx.build.layer;

import org.jspecify.annotations.NullMarked;
