/**
 * Draws a model as a picture in SVG: boxes in layers, shapes on the edges, constants folded into
 * the nodes that read them. Pure Java, and bounded whatever the size of the graph.
 */
@NullMarked
package dev.bulwark.onnx.picture;

import org.jspecify.annotations.NullMarked;
