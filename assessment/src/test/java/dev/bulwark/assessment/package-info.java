/** What the tests of this module share: where the reference data lie. */
@NullMarked
package dev.bulwark.assessment;

import org.jspecify.annotations.NullMarked;
