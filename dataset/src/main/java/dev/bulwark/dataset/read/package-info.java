/**
 * Strict, bounded readers of CSV, ARFF and IDX. Whatever a file's header claims is checked against
 * the file's size before anything is allocated for it.
 */
@NullMarked
package dev.bulwark.dataset.read;

import org.jspecify.annotations.NullMarked;
