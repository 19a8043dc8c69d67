/**
 * The signed list of what a data set consists of: a Croissant document inside an in-toto statement,
 * and its verification against the files. Closed world: a file that is not listed is a fault.
 */
@NullMarked
package dev.bulwark.dataset.manifest;

import org.jspecify.annotations.NullMarked;
