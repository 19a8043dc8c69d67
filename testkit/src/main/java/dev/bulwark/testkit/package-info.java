/**
 * What the tests of every module share: seeded randomness, a file system that fails on demand, and
 * a clock that stands. It is only ever on a test class path; nothing here ships.
 */
@NullMarked
package dev.bulwark.testkit;

import org.jspecify.annotations.NullMarked;
