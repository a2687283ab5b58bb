/** The OpenAI Chat Completions dialect, as server and as client. */
@NullMarked
package dev.switchboard.wire.openai;

import org.jspecify.annotations.NullMarked;
