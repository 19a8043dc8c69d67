/** Tests of the test kit. They use nothing of it to check itself. */
@NullMarked
package dev.bulwark.testkit;

import org.jspecify.annotations.NullMarked;
