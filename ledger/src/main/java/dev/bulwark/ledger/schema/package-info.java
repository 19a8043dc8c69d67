/**
 * What each type of predicate looks like, as JSON Schema 2020-12, one file a type. Evidence is held
 * against its schema when it is recorded and when it is read.
 */
@NullMarked
package dev.bulwark.ledger.schema;

import org.jspecify.annotations.NullMarked;
