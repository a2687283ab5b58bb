/** The inner language: what every dialect is translated to and from. Imports java.base only. */
@NullMarked
package dev.switchboard.ir;

import org.jspecify.annotations.NullMarked;
