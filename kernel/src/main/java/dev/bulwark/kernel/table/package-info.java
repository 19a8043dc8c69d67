/**
 * Typed columns of rows, the noun by which a data set reaches training, assessment and serving.
 * Values are immutable and agree with their schema by construction.
 */
@NullMarked
package dev.bulwark.kernel.table;

import org.jspecify.annotations.NullMarked;
