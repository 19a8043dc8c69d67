/**
 * The commands about who may sign what: grant roles to people's keys, revoke keys, and show the
 * roster.
 */
@NullMarked
package dev.bulwark.cli.roles;

import org.jspecify.annotations.NullMarked;
