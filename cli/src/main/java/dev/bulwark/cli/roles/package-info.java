/**
 * The commands about people and their keys: make them, grant and revoke what they may sign, and
 * show who may sign what.
 */
@NullMarked
package dev.bulwark.cli.roles;

import org.jspecify.annotations.NullMarked;
