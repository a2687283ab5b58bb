package dev.switchboard.wire.openai;

import static dev.switchboard.wire.Shape.WHOLE;

import dev.switchboard.wire.Shape;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the structures of a chat completion request. */
final class ChatShape {
  private static final String CACHE = "cache_control";
  private static final String BREAKPOINT = "prompt_cache_breakpoint";

  private static final Shape MARKED =
      Shape.of("type").with(CACHE, Shape.of("type", "ttl")).with(BREAKPOINT, Shape.of("mode"));

  private static final Shape NAMED = Shape.of("name");

  private static final Shape SIGNED = Shape.of().with("google", Shape.of("thought_signature"));

  /** The index is what a stream's pieces have; histories repeat it. */
  private static final Shape CALL =
      Shape.by(
          "type",
          "function",
          Map.of(
              "function",
              Shape.of("id", "type", "index", "thought_signature", "provider_specific_fields")
                  .with("extra_content", SIGNED)
                  .with("function", Shape.of("name", "arguments", "parsed_arguments"))));

  private static final Shape THOUGHT =
      MARKED.and("signature", "data", "closed").with("thinking", Shape.of("type", "text"));

  private static final Shape ADDRESS = Shape.of("url");

  private static final Shape PART =
      Shape.by(
          "type",
          "",
          Map.of(
              "text", MARKED.and("text", "annotations"),
              "refusal", MARKED.and("refusal"),
              "image_url", MARKED.with("image_url", Shape.of("url", "detail")),
              "input_audio", MARKED.with("input_audio", Shape.of("data", "format")),
              "audio_url", MARKED.with("audio_url", ADDRESS),
              "video_url", MARKED.with("video_url", ADDRESS),
              "file", MARKED.with("file", Shape.of("filename", "file_id", "file_data", "file_url")),
              "thinking", THOUGHT,
              "redacted_thinking", THOUGHT));

  private static final Shape SAID = MARKED.and("role", "name").with("content", PART);

  /** Beside what is read it names what only answers have. */
  private static final Shape ANSWERED =
      SAID.and(
              "refusal",
              "reasoning_content",
              "reasoning",
              "annotations",
              "provider_specific_fields",
              "parsed",
              "id",
              "index",
              "finish_reason")
          .with("audio", Shape.of("id", "data", "expires_at", "transcript"))
          .with("tool_calls", CALL)
          .with("function_call", Shape.of("name", "arguments"))
          .with(
              "reasoning_details",
              Shape.of("type", "text", "summary", "data", "signature", "format", "index", "id"))
          .with("thinking_blocks", THOUGHT);

  private static final Shape RESULT = SAID.and("tool_call_id");

  private static final Shape MESSAGE =
      Shape.by(
          "role",
          "",
          Map.of(
              "system", SAID,
              "developer", SAID,
              "user", SAID,
              "assistant", ANSWERED,
              "tool", RESULT,
              "function", RESULT));

  private static final Shape FUNCTION = Shape.of("name", "description", "parameters", "strict");

  private static final Shape TOOL =
      Shape.by("type", "function", Map.of("function", MARKED.with("function", FUNCTION)));

  private static final Shape REFERENCE =
      Shape.of("type", "name").with("function", NAMED).with("custom", NAMED);

  private static final Shape CHOICE =
      Shape.of("type", "name")
          .with("function", NAMED)
          .with("custom", NAMED)
          .with("allowed_tools", Shape.of("mode").with("tools", REFERENCE));

  private static final Shape FORMAT =
      Shape.by(
          "type",
          "",
          Map.of(
              "text", Shape.of("type"),
              "json_object", Shape.of("type", "schema"),
              "json_schema",
                  Shape.of("type")
                      .with("json_schema", Shape.of("name", "schema", "strict", "description"))));

  private static final Shape THINKING =
      Shape.by(
          "type",
          "",
          Map.of(
              "enabled", Shape.of("type", "budget_tokens"),
              "disabled", Shape.of("type", "budget_tokens")));

  private static final Shape REASONING =
      Shape.of("effort", "max_tokens", "enabled", "summary", "exclude");

  /** The whole request. */
  static final Shape BODY =
      Shape.open()
          .with("messages", MESSAGE)
          .with("tools", TOOL)
          .with("functions", MARKED.and("name", "description", "parameters", "strict"))
          .with("tool_choice", CHOICE)
          .with("function_call", NAMED)
          .with("stream_options", Shape.of("include_usage", "include_obfuscation"))
          .with("response_format", FORMAT)
          .with("thinking", THINKING)
          .with("reasoning", Shape.chosen(ChatShape::reasoning));

  private ChatShape() {}

  /** One with a word for the effort that nobody here knows is kept whole. */
  private static Shape reasoning(ObjectNode reasoning) {
    String word = reasoning.path("effort").asString("");
    return word.isEmpty() || Words.EFFORTS.containsKey(word) ? REASONING : WHOLE;
  }
}
