package dev.switchboard.wire.anthropic;

import static dev.switchboard.wire.Shape.WHOLE;

import dev.switchboard.wire.Shape;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the structures of a Messages request. */
final class MessagesShape {
  private static final Shape MARK = Shape.of("type", "ttl");

  private static final Shape MARKED = Shape.of("type").with(CacheMarks.FIELD, MARK);

  private static final Shape SOURCE =
      Shape.by(
          "type",
          "",
          Map.of(
              "base64", Shape.of("type", "media_type", "data"),
              "url", Shape.of("type", "url"),
              "file", Shape.of("type", "file_id"),
              "text", Shape.of("type", "media_type", "data"),
              "content", Shape.of("type").with("content", MARKED.and("text"))));

  private static final Shape IMAGE = MARKED.with("source", SOURCE);

  private static final Shape DOCUMENT =
      MARKED.and("title", "context").with("citations", Shape.of("enabled")).with("source", SOURCE);

  private static final Shape MADE = Shape.chosen(MessagesShape::made);

  private static final Map<String, Shape> SAID =
      Map.of("text", MARKED.and("text"), "image", IMAGE, "document", MADE);

  private static final Shape INSTRUCTION = Shape.by("type", "", SAID);

  private static final Shape RESULT =
      MARKED.and("tool_use_id", "is_error").with("content", INSTRUCTION);

  private static final Shape QUESTION =
      Shape.by(
          "type",
          "",
          Map.of(
              "text", MARKED.and("text"), "image", IMAGE, "document", MADE, "tool_result", RESULT));

  private static final Shape THOUGHT = MARKED.and("thinking", "signature", "data");

  /** What a text was parsed to is its reader's own, which SDKs give back with it. */
  private static final Shape ANSWER =
      Shape.by(
          "type",
          "",
          Map.of(
              "text", MARKED.and("text", "citations", "parsed_output"),
              "image", IMAGE,
              "document", MADE,
              "tool_use", MADE,
              "thinking", THOUGHT,
              "redacted_thinking", THOUGHT));

  private static final Shape CALL =
      MARKED.and("id", "name", "input").with("caller", Shape.of("type"));

  private static final Shape MESSAGE =
      Shape.by(
          "role",
          "",
          Map.of(
              "user", Shape.of("role").with("content", QUESTION),
              "system", Shape.of("role").with("content", INSTRUCTION),
              "assistant",
                  Shape.of(
                          "role",
                          "id",
                          "type",
                          "model",
                          "stop_reason",
                          "stop_sequence",
                          "stop_details",
                          "usage",
                          "container",
                          "context_management",
                          "parsed_output",
                          "diagnostics")
                      .with("content", ANSWER)));

  private static final Shape FORMAT = Shape.of("type", "schema");

  private static final Shape SHOWN = Shape.of("type", "display");

  /** The whole request; unknown fields of tools and settings are the reader's. */
  static final Shape BODY =
      Shape.open()
          .with("system", INSTRUCTION)
          .with("messages", MESSAGE)
          .with("tools", Shape.by("type", "custom", Map.of("custom", tool())))
          .with("tool_choice", Shape.of("type", "name", "disable_parallel_tool_use"))
          .with(
              "thinking",
              Shape.by(
                  "type",
                  "",
                  Map.of(
                      "enabled",
                      SHOWN.and("budget_tokens"),
                      "adaptive",
                      SHOWN,
                      "between_tools",
                      SHOWN,
                      "disabled",
                      Shape.of("type"))))
          .with("output_config", Shape.open().with("format", FORMAT))
          .with("output_format", FORMAT);

  private MessagesShape() {}

  private static Shape tool() {
    return Shape.open().with(CacheMarks.FIELD, MARK);
  }

  /** A document and a call, which are kept whole where no other dialect can carry them. */
  private static Shape made(ObjectNode block) {
    if (block.path("type").asString("").equals("tool_use")) {
      return block.path("caller").path("type").asString("direct").equals("direct") ? CALL : WHOLE;
    }
    JsonNode context = block.path("context");
    boolean isWhole =
        block.path("citations").path("enabled").asBoolean(false)
            || !(context.isMissingNode() || context.isNull());
    return isWhole || hasPictures(block) ? WHOLE : DOCUMENT;
  }

  private static boolean hasPictures(ObjectNode document) {
    for (JsonNode part : document.path("source").path("content")) {
      if (!part.path("type").asString("text").equals("text")) {
        return true;
      }
    }
    return false;
  }
}
