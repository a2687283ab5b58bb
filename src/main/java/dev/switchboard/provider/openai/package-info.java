/** Providers that speak OpenAI's chat dialect; vendors and their deviations are data. */
@NullMarked
package dev.switchboard.provider.openai;

import org.jspecify.annotations.NullMarked;
