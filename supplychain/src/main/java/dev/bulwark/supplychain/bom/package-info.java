/**
 * Describes what a model is made of, as a CycloneDX 1.6 bill of materials: the model, the data it
 * learned from, and the software that trained it. Two descriptions of the same things are the same
 * bytes.
 */
@NullMarked
package dev.bulwark.supplychain.bom;

import org.jspecify.annotations.NullMarked;
