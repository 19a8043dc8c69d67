/**
 * Data sets: from files to a {@link dev.bulwark.kernel.table.Table}. Each file is read once, so
 * that the bytes that are hashed are the bytes that are parsed.
 */
@NullMarked
package dev.bulwark.dataset;

import org.jspecify.annotations.NullMarked;
