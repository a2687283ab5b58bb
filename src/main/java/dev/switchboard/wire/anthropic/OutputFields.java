package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.OutputFormat;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeSchema;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The wanted form of the answer: a schema that is enforced, or words in the instructions. */
final class OutputFields {
  private static final String JSON_ONLY =
      "Answer with one JSON object and nothing else: no text around it, no code fence.";
  private static final String SCHEMA_ONLY =
      "Answer with one JSON value that follows this JSON Schema and nothing else:"
          + " no text around it, no code fence.\n";

  private final Optional<ObjectNode> format;
  private final Optional<String> instruction;

  private OutputFields(Optional<ObjectNode> format, Optional<String> instruction) {
    this.format = format;
    this.instruction = instruction;
  }

  /**
   * Translates.
   *
   * @param hasSchemaMode whether the model can enforce a schema
   * @throws dev.switchboard.ir.FailureException if the schema is no JSON object, or must be
   *     enforced and cannot be
   */
  static OutputFields of(OutputFormat output, boolean hasSchemaMode, Remarks notes) {
    return switch (output) {
      case OutputFormat.Text _ -> new OutputFields(Optional.empty(), Optional.empty());
      case OutputFormat.JsonObject _ -> {
        notes.approximated(
            "output", "there is no mode for any JSON object; it is asked for in words");
        yield new OutputFields(Optional.empty(), Optional.of(JSON_ONLY));
      }
      case OutputFormat.JsonSchema schema -> schema(schema, hasSchemaMode, notes);
    };
  }

  /** The value of {@code output_config.format}. */
  Optional<ObjectNode> format() {
    return format;
  }

  /** What to add to the instructions. */
  Optional<String> instruction() {
    return instruction;
  }

  private static OutputFields schema(
      OutputFormat.JsonSchema output, boolean hasSchemaMode, Remarks notes) {
    ObjectNode schema = parse(output.schema());
    if (output.description() != null && !schema.has("description")) {
      schema.put("description", output.description());
    }
    ClaudeSchema subset = ClaudeSchema.of(schema);
    String obstacle =
        !hasSchemaMode
            ? "the model has no schema mode"
            : subset.obstacles().isEmpty()
                ? ""
                : "the schema cannot be enforced: " + subset.obstacles().getFirst();
    if (obstacle.isEmpty()) {
      if (!subset.softened().isEmpty()) {
        notes.approximated(
            "output", "the schema is not enforced in " + String.join(", ", subset.softened()));
      }
      ObjectNode format = Json.object().put("type", "json_schema");
      format.set("schema", subset.schema());
      return new OutputFields(Optional.of(format), Optional.empty());
    }
    if (Boolean.TRUE.equals(output.strict())) {
      throw Declined.unsupported("output", obstacle);
    }
    notes.approximated("output", obstacle + "; it is asked for in words");
    return new OutputFields(Optional.empty(), Optional.of(SCHEMA_ONLY + Json.text(schema)));
  }

  private static ObjectNode parse(String schema) {
    JsonNode parsed;
    try {
      parsed = Json.parse(schema);
    } catch (InvalidJsonException e) {
      throw Declined.invalid("", "the schema of the output: " + e.getMessage());
    }
    if (parsed instanceof ObjectNode object) {
      return object;
    }
    throw Declined.invalid("", "the schema of the output is no object (expected: a JSON Schema)");
  }
}
