/**
 * Google's Gemini API under /v3/compat, for any model.
 *
 * <p>Start reading at {@link dev.switchboard.ingress.gemini.GeminiSurface}; what a path means is
 * {@code GeminiPath}'s, the dialect itself is {@code wire.gemini}'s.
 */
@NullMarked
package dev.switchboard.ingress.gemini;

import org.jspecify.annotations.NullMarked;
