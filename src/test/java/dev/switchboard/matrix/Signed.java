package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tool round at a provider whose thoughts carry a token that it must have back. */
final class Signed {
  static final String TOKEN = "EqQBCgIYAhIkdG9rZW4tb2YtdGhlLXRob3VnaHQ";

  private Signed() {}

  static ChatRequest question() {
    return Asked.thinking(
        Asked.tools(new ToolChoice.Auto()), new ReasoningRequest(null, 2_000, true));
  }

  /** The answer as providers of the dialect give it; empty if the dialect has no tokens. */
  static Optional<String> answer(Dialect dialect) {
    return switch (dialect) {
      case ANTHROPIC_MESSAGES ->
          Optional.of(
              """
              {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
               "content":[{"type":"thinking","thinking":"I look.","signature":"%s"},
                {"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}],
               "stop_reason":"tool_use","stop_sequence":null,
               "usage":{"input_tokens":10,"output_tokens":5}}
              """
                  .formatted(TOKEN));
      case GEMINI_GENERATE ->
          Optional.of(
              """
              {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
                {"functionCall":{"name":"get_weather","args":{"city":"Paris"}},"thoughtSignature":"%s"}]}}],
               "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":15}}
              """
                  .formatted(TOKEN));
      case OPENAI_RESPONSES ->
          Optional.of(
              """
              {"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"gpt-5-mini",
               "output":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"%s"},
                {"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather",
                 "arguments":"{\\"city\\":\\"Paris\\"}","status":"completed"}],
               "usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15,
                "input_tokens_details":{"cached_tokens":0},"output_tokens_details":{"reasoning_tokens":2}}}
              """
                  .formatted(TOKEN));
      case BEDROCK_CONVERSE ->
          Optional.of(
              """
              {"output":{"message":{"role":"assistant","content":[
                {"reasoningContent":{"reasoningText":{"text":"I look.","signature":"%s"}}},
                {"toolUse":{"toolUseId":"tooluse_1","name":"get_weather","input":{"city":"Paris"}}}]}},
               "stopReason":"tool_use","usage":{"inputTokens":10,"outputTokens":5,"totalTokens":15}}
              """
                  .formatted(TOKEN));
      default -> Optional.empty();
    };
  }

  /** The next request: the history, and what the tools answered. */
  static ChatRequest next(ChatRequest first, ChatResponse answer, boolean keeps) {
    List<Content> turn = new ArrayList<>();
    List<Content> results = new ArrayList<>();
    for (Content part : answer.content()) {
      if (part instanceof Content.ToolCall call) {
        turn.add(
            keeps ? call : new Content.ToolCall(call.id(), call.name(), call.arguments(), null));
        results.add(
            new Content.ToolResult(
                call.id(), call.name(), List.of(new Content.Text("{\"degrees\":21}")), false));
      } else if (keeps) {
        turn.add(part);
      }
    }
    List<Message> messages = new ArrayList<>(first.messages());
    messages.add(new Message(Role.ASSISTANT, turn, null));
    messages.add(new Message(Role.TOOL, results, null));
    return first.withMessages(messages);
  }
}
