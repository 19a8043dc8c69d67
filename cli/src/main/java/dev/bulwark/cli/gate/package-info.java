/**
 * The commands of gates: decide, explain, try, and what two people sign so that a gate lets
 * something pass all the same.
 */
@NullMarked
package dev.bulwark.cli.gate;

import org.jspecify.annotations.NullMarked;
