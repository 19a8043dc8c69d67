/**
 * Which rows train, steer and judge, and how raw columns become numbers. Nothing here looks at a
 * test row to decide anything.
 */
@NullMarked
package dev.bulwark.dataset.prepare;

import org.jspecify.annotations.NullMarked;
