/**
 * Files that are either whole and on the disk, or not there at all. Both the log and the evidence
 * store write through it, so that the rules of durability are in one place.
 */
@NullMarked
package dev.bulwark.ledger.file;

import org.jspecify.annotations.NullMarked;
