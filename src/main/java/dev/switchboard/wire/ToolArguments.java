package dev.switchboard.wire;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Arguments and parameters of tools, for dialects that have objects in their place. */
public final class ToolArguments {
  /** What holds arguments that are no JSON object. */
  public static final String RAW = "raw_arguments";

  private ToolArguments() {}

  /** A call's arguments; broken ones as a text in an object: the model wrote it, and may see it. */
  public static ObjectNode object(String arguments, Remarks remarks) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    try {
      JsonNode parsed = Json.parseReply(arguments);
      if (parsed instanceof ObjectNode object) {
        return object;
      }
      if (parsed.isNull()) {
        return Json.object();
      }
    } catch (InvalidJsonException _) {
      // Kept as text below.
    }
    remarks.approximated(
        "arguments",
        "arguments of a tool call that are no JSON object are sent as {\"" + RAW + "\"}");
    return Json.object().put(RAW, arguments);
  }

  /** Arguments as JSON text, numbers as the model spelled them. */
  public static String text(JsonNode input) {
    if (input.isString()) {
      return input.stringValue();
    }
    return input.isMissingNode() || input.isNull() ? "{}" : Json.text(input);
  }

  /**
   * A JSON Schema that a caller gave.
   *
   * @param pointer where it stands, for messages
   * @throws dev.switchboard.ir.FailureException if it is no JSON object
   */
  public static ObjectNode schema(String schema, String pointer) {
    try {
      if (Json.parse(schema) instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException e) {
      throw Declined.invalid(pointer, "the schema: " + e.getMessage());
    }
    throw Declined.invalid(pointer, "the schema is no object (expected: a JSON Schema)");
  }
}
