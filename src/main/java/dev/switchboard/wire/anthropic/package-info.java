/** The Anthropic Messages dialect, as client. */
@NullMarked
package dev.switchboard.wire.anthropic;

import org.jspecify.annotations.NullMarked;
