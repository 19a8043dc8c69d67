/**
 * What every command has in common: where the project is, how output is asked for, and the exit
 * codes. The commands themselves lie above.
 */
@NullMarked
package dev.bulwark.cli.command;

import org.jspecify.annotations.NullMarked;
