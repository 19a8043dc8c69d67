/**
 * What a person sees: lines, progress bars and the board; plain text where output is no terminal.
 * Nothing here decides anything.
 */
@NullMarked
package dev.bulwark.cli.terminal;

import org.jspecify.annotations.NullMarked;
