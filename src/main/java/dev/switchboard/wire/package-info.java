/** Dialects as pure codecs: bytes to and from the inner language. No I/O, no clock, no logging. */
@NullMarked
package dev.switchboard.wire;

import org.jspecify.annotations.NullMarked;
