/**
 * What the commands about evidence show and ask: the index of a project, and lists of what it
 * finds.
 */
@NullMarked
package dev.bulwark.cli.evidence;

import org.jspecify.annotations.NullMarked;
