/**
 * OpenAI's Responses API as callers speak it to us and as we speak it to providers.
 *
 * <p>Start with {@link dev.switchboard.wire.openai.responses.OpenAiResponsesServer}. Tokens of
 * other providers' reasoning travel in {@code encrypted_content}, see {@code ReasoningTokens}.
 */
@NullMarked
package dev.switchboard.wire.openai.responses;

import org.jspecify.annotations.NullMarked;
