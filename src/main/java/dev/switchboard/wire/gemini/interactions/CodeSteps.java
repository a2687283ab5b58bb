package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Code that Google ran: a part of {@code generateContent} as a step, and back. */
final class CodeSteps {
  static final String CALL = "code_execution_call";
  static final String RESULT = "code_execution_result";

  private CodeSteps() {}

  /**
   * The step of a part; empty if it is another part.
   *
   * @param fallbackId for a part without an id
   */
  static Optional<ObjectNode> write(String part, String fallbackId) {
    JsonNode json;
    try {
      json = Json.parse(part);
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
    JsonNode code = json.path("executableCode");
    if (code.isObject()) {
      ObjectNode step = Json.object().put("type", CALL);
      step.put("id", code.path("id").asString(fallbackId));
      step.putObject("arguments")
          .put("language", code.path("language").asString("PYTHON").toLowerCase(Locale.ROOT))
          .put("code", code.path("code").asString(""));
      return Optional.of(step);
    }
    JsonNode result = json.path("codeExecutionResult");
    if (!result.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        Json.object()
            .put("type", RESULT)
            .put("call_id", result.path("id").asString(fallbackId))
            .put("result", result.path("output").asString(""))
            .put("is_error", !result.path("outcome").asString("OUTCOME_OK").equals("OUTCOME_OK")));
  }

  static Content readCall(Fields step) {
    Fields arguments = step.object("arguments");
    ObjectNode part = Json.object();
    part.putObject("executableCode")
        .put(
            "language",
            arguments.optionalText("language").orElse("python").toUpperCase(Locale.ROOT))
        .put("code", arguments.optionalText("code").orElse(""));
    return new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part));
  }

  static Content readResult(Fields step) {
    ObjectNode part = Json.object();
    part.putObject("codeExecutionResult")
        .put("outcome", step.boolOr("is_error", false) ? "OUTCOME_FAILED" : "OUTCOME_OK")
        .put("output", step.text("result"));
    return new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part));
  }
}
