/**
 * The Anthropic Messages dialect, as client.
 *
 * <p>Start reading at {@link dev.switchboard.wire.anthropic.AnthropicClient}. Requests: {@code
 * RequestEncoder} puts the body together from {@code Conversation} (turns and tool pairs), {@code
 * Thinking}, {@code ToolFields} and {@code SamplingFields}; what a model can do is read off its
 * name by {@code ClaudeModel}. Answers: {@code AnswerDecoder} and {@code AnswerStream} share {@code
 * AnswerBlocks}, {@code StopReasons} and {@code UsageCounts}.
 */
@NullMarked
package dev.switchboard.wire.anthropic;

import org.jspecify.annotations.NullMarked;
