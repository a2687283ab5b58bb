package dev.switchboard.wire.openai.responses;

import static dev.switchboard.wire.Shape.WHOLE;

import dev.switchboard.wire.Shape;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the structures of a Responses request. */
final class ResponsesShape {
  private static final Shape MARKED =
      Shape.of("type").with("prompt_cache_breakpoint", Shape.of("mode"));

  private static final Shape PLAIN_TEXT = MARKED.and("text", "annotations", "logprobs", "parsed");

  private static final Shape PART =
      Shape.by(
          "type",
          "",
          Map.of(
              "input_text", PLAIN_TEXT,
              "output_text", PLAIN_TEXT,
              "text", PLAIN_TEXT,
              "summary_text", PLAIN_TEXT,
              "refusal", MARKED.and("refusal"),
              "input_image", MARKED.and("detail", "file_id").with("image_url", Shape.of("url")),
              "input_file", MARKED.and("filename", "file_id", "file_url", "file_data"),
              "input_audio",
                  MARKED.and("data", "format").with("input_audio", Shape.of("data", "format")),
              "input_video", MARKED.and("video_url")));

  /** What answers carry: who made an item, and how far it got. */
  private static final Shape ITEM = Shape.of("type", "id", "status", "created_by");

  private static final Shape MESSAGE = ITEM.and("role", "phase").with("content", PART);

  private static final Shape THOUGHT =
      ITEM.and("encrypted_content")
          .with("summary", Shape.of("type", "text"))
          .with("content", Shape.of("type", "text"));

  private static final Shape CALL = ITEM.and("call_id", "name", "namespace");

  private static final Shape OUTPUT = ITEM.and("call_id", "name").with("output", PART);

  private static final Shape SUMMARY = ITEM.and("encrypted_content");

  private static final Map<String, Shape> ITEMS =
      Map.of(
          "message", MESSAGE,
          "reasoning", THOUGHT,
          "function_call", CALL.and("arguments", "parsed_arguments"),
          "custom_tool_call", CALL.and("input"),
          "function_call_output", OUTPUT,
          "custom_tool_call_output", OUTPUT);

  private static final Shape INPUT = Shape.chosen(ResponsesShape::item);

  private static final Shape FUNCTION =
      Shape.of("type", "name", "description", "parameters", "strict");

  private static final Shape WITHIN = Shape.of("type").with("function", FUNCTION);

  private static final Shape CUSTOM =
      Shape.of("type", "name", "description")
          .with("format", Shape.of("type", "syntax", "definition"));

  private static final Shape TOOL =
      Shape.by(
          "type",
          "function",
          Map.of("function", Shape.chosen(ResponsesShape::function), "custom", CUSTOM));

  /** What a namespace says of itself has no place among plain functions. */
  private static final Shape NAMESPACE = Shape.of("type", "name").with("tools", TOOL);

  private static final Shape TOOLS =
      Shape.chosen(tool -> tool.path("type").asString("").equals("namespace") ? NAMESPACE : TOOL);

  private static final Shape REFERENCE =
      Shape.of("type", "name", "namespace").with("function", Shape.of("name"));

  private static final Shape SCHEMA = Shape.of("name", "schema", "strict", "description");

  private static final Shape FORMAT =
      Shape.by(
          "type",
          "",
          Map.of(
              "text", Shape.of("type"),
              "json_object", Shape.of("type"),
              "json_schema", SCHEMA.and("type").with("json_schema", SCHEMA)));

  /** The whole request. */
  static final Shape BODY =
      Shape.open()
          .with("input", INPUT)
          .with("instructions", INPUT)
          .with("tools", TOOLS)
          .with("tool_choice", REFERENCE.and("mode").with("tools", REFERENCE.and("server_label")))
          .with("text", Shape.of("verbosity").with("format", FORMAT))
          .with("stream_options", Shape.of("include_obfuscation", "include_usage"));

  private ResponsesShape() {}

  /** A summary that only OpenAI can read is kept whole, like items of other types. */
  private static Shape item(ObjectNode item) {
    String type = item.path("type").asString(item.has("role") ? "message" : "");
    if (type.equals("compaction")) {
      boolean isOurs = Compaction.read(item.path("encrypted_content").asString("")).isPresent();
      return isOurs ? SUMMARY : WHOLE;
    }
    return ITEMS.getOrDefault(type, WHOLE);
  }

  /** As here, or within {@code function} as in the chat dialect. */
  private static Shape function(ObjectNode tool) {
    return tool.has("name") || !tool.path("function").isObject() ? FUNCTION : WITHIN;
  }
}
