/**
 * Fits a model to rows: mini-batches, dropout, weight decay, early stopping, and the generalisation
 * gap measured on the graph that will serve. The same seed gives the same bytes.
 */
@NullMarked
package dev.bulwark.training.fit;

import org.jspecify.annotations.NullMarked;
