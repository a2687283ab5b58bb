/**
 * The Gemini generateContent dialect, as client and as server.
 *
 * <p>Start reading at {@link dev.switchboard.wire.gemini.GeminiClient}; requests are written from
 * {@code RequestWriter} down, answers are read by {@code GeminiStream}, whole ones as a stream of
 * one chunk. Or at {@link dev.switchboard.wire.gemini.GeminiServer}; callers' requests are read
 * from {@code RequestReader} down, answers are written by {@code AnswerWriter} and {@code
 * ChunkWriter}. {@code GeminiModel} is the only place that looks at a model's name. This package
 * knows no address, no credential and no other dialect's wire.
 */
@NullMarked
package dev.switchboard.wire.gemini;

import org.jspecify.annotations.NullMarked;
