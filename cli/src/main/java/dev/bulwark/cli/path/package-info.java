/**
 * The path of a model, stage by stage: each takes what the one before left, acts, and records
 * evidence. Commands run one stage or all of them.
 */
@NullMarked
package dev.bulwark.cli.path;

import org.jspecify.annotations.NullMarked;
