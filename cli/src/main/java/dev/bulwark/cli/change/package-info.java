/**
 * Changes at the command line: what is proposed is drafted from the project's evidence, signed with
 * a person's own keys, recorded with the project's, and shown so that people can judge it.
 */
@NullMarked
package dev.bulwark.cli.change;

import org.jspecify.annotations.NullMarked;
