/**
 * A project's folder: where keys, evidence, ledger and models lie beside {@code bulwark.yaml}, and
 * how they are opened.
 */
@NullMarked
package dev.bulwark.cli.project;

import org.jspecify.annotations.NullMarked;
