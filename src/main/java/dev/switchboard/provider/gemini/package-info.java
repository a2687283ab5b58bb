/** Providers that speak Gemini's generateContent dialect. */
@NullMarked
package dev.switchboard.provider.gemini;

import org.jspecify.annotations.NullMarked;
