/**
 * The OpenAI Chat Completions dialect, as server and as client.
 *
 * <p>Start reading at {@link dev.switchboard.wire.openai.OpenAiChatServer} for callers and {@link
 * dev.switchboard.wire.openai.OpenAiChatClient} for vendors; how a vendor deviates is {@link
 * dev.switchboard.wire.openai.OpenAiFlag}. Where both ends speak the dialect, {@link
 * dev.switchboard.wire.openai.OpenAiPassThrough} sends the caller's own bytes on.
 */
@NullMarked
package dev.switchboard.wire.openai;

import org.jspecify.annotations.NullMarked;
