/**
 * Google's Interactions API as callers speak it to us.
 *
 * <p>Start with {@link dev.switchboard.wire.gemini.interactions.InteractionsServer}: requests are
 * read from {@code RequestReader} down, answers are written by {@code EventWriter} and {@code
 * StepWriter}. What only Google has and {@code generateContent} has too is given on in that
 * dialect's words, so that Google's models take it.
 */
@NullMarked
package dev.switchboard.wire.gemini.interactions;

import org.jspecify.annotations.NullMarked;
