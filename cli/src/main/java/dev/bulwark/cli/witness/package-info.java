/**
 * The process of a witness: its server with every bound set, what it tells at the start, and the
 * events it writes until it is stopped.
 */
@NullMarked
package dev.bulwark.cli.witness;

import org.jspecify.annotations.NullMarked;
