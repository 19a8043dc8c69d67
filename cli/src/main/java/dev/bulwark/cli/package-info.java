/**
 * The command line: one class a command, in the order of the path. It wires the stages, which never
 * call each other, and says what they did.
 */
@NullMarked
package dev.bulwark.cli;

import org.jspecify.annotations.NullMarked;
