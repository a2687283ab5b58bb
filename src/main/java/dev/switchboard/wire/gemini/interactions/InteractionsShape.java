package dev.switchboard.wire.gemini.interactions;

import static dev.switchboard.wire.Shape.WHOLE;

import dev.switchboard.wire.Shape;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the structures of an interaction's request. */
final class InteractionsShape {
  private static final Shape MEDIA = Shape.of("type", "data", "uri", "mime_type");

  private static final Map<String, Shape> CONTENTS =
      Map.of(
          "text", Shape.of("type", "text", "annotations"),
          "image", MEDIA.and("resolution"),
          "audio", MEDIA.and("sample_rate", "channels"),
          "video",
              MEDIA
                  .and("resolution")
                  .with("processing", Shape.of("type", "start_offset", "end_offset", "fps")),
          "document", MEDIA.and("name"));

  private static final Shape CONTENT = Shape.by("type", "", CONTENTS);

  private static final Shape SAID = Shape.of("type").with("content", CONTENT);

  private static final Shape RESULT = Shape.of("type", "call_id", "name", "is_error", "result");

  private static final Shape RESULT_OF_CONTENTS = RESULT.with("result", CONTENT);

  private static final Map<String, Shape> STEPS = steps();

  private static final Shape STEP = Shape.by("type", "", STEPS);

  private static final Shape TURN = Shape.of("role").with("content", STEP);

  private static final Shape ELEMENT =
      Shape.chosen(element -> element.has("role") && !element.has("type") ? TURN : STEP);

  private static final Shape COMPUTER =
      Shape.of("type", "environment", "excluded_predefined_functions");

  private static final Shape TOOL =
      Shape.by(
          "type",
          "",
          Map.of(
              "function", Shape.of("type", "name", "description", "parameters"),
              "google_search", Shape.of("type", "search_types"),
              "code_execution", Shape.of("type"),
              "url_context", Shape.of("type"),
              "google_maps", Shape.of("type", "enable_widget", "latitude", "longitude"),
              "file_search",
                  Shape.of("type", "file_search_store_names", "top_k", "metadata_filter"),
              "computer_use", Shape.chosen(InteractionsShape::computer)));

  private static final Shape VOICE = Shape.of("voice", "language", "speaker");

  private static final Shape PICTURE = Shape.of("aspect_ratio", "image_size");

  private static final Shape CONFIG =
      Shape.open()
          .with("image_config", PICTURE)
          .with("speech_config", VOICE.with("speakers", VOICE))
          .with("tool_choice", Shape.of().with("allowed_tools", Shape.of("mode", "tools")));

  private static final Shape MADE =
      Shape.of("type", "mime_type", "delivery", "sample_rate", "bit_rate", "duration", "gcs_uri");

  /** The whole request; unknown fields of the settings are the reader's. */
  static final Shape BODY =
      Shape.open()
          .with("input", ELEMENT)
          .with("system_instruction", CONTENT)
          .with("tools", TOOL)
          .with("generation_config", CONFIG)
          .with(
              "response_format",
              Shape.by(
                  "type",
                  "",
                  Map.of(
                      "text",
                      Shape.of("type", "schema", "mime_type"),
                      "image",
                      MADE.and("aspect_ratio", "image_size"),
                      "audio",
                      MADE,
                      "video",
                      MADE)))
          .with("safety_settings", Shape.of("type", "threshold", "method"));

  private InteractionsShape() {}

  private static Map<String, Shape> steps() {
    Map<String, Shape> steps = new HashMap<>(CONTENTS);
    steps.put("user_input", SAID);
    steps.put("model_output", SAID);
    steps.put("thought", Shape.of("type", "signature").with("summary", Shape.of("type", "text")));
    steps.put("function_call", Shape.of("type", "id", "name", "arguments"));
    steps.put("function_result", Shape.chosen(InteractionsShape::result));
    steps.put(
        CodeSteps.CALL, Shape.of("type", "id").with("arguments", Shape.of("language", "code")));
    steps.put(CodeSteps.RESULT, Shape.of("type", "call_id", "result", "is_error"));
    return Map.copyOf(steps);
  }

  /** A result is a list of contents, or any value, which is kept whole. */
  private static Shape result(ObjectNode step) {
    JsonNode result = step.path("result");
    boolean isContents = result.isArray();
    for (JsonNode part : result) {
      isContents &= part.isObject() && ContentReader.isContent(part.path("type"));
    }
    return isContents ? RESULT_OF_CONTENTS : RESULT;
  }

  /** One with settings that only Google knows is kept whole. */
  private static Shape computer(ObjectNode tool) {
    return tool.has("disabled_safety_policies") || tool.has("enable_prompt_injection_detection")
        ? WHOLE
        : COMPUTER;
  }
}
