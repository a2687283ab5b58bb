/** The Gemini generateContent dialect, as client. */
@NullMarked
package dev.switchboard.wire.gemini;

import org.jspecify.annotations.NullMarked;
