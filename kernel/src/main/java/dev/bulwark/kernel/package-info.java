/**
 * The nouns every stage exchanges: digests, artifacts, practices, findings and problems. Stages
 * never call each other; what they say to each other is said in these types.
 */
@NullMarked
package dev.bulwark.kernel;

import org.jspecify.annotations.NullMarked;
