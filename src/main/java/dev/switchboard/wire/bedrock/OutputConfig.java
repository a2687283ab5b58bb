package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.OutputFormat;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeSchema;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolArguments;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The wanted form of the answer: a schema that is enforced, or words in the instructions.
 *
 * @param format the value of {@code outputConfig.textFormat}
 * @param instruction what to add to the instructions
 */
record OutputConfig(Optional<ObjectNode> format, Optional<String> instruction) {
  private static final String JSON_ONLY =
      "Answer with one JSON object and nothing else: no text around it, no code fence.";
  private static final String SCHEMA_ONLY =
      "Answer with one JSON value that follows this JSON Schema and nothing else:"
          + " no text around it, no code fence.\n";

  static OutputConfig of(
      OutputFormat output, BedrockModel model, ModelTraits traits, Remarks remarks) {
    return switch (output) {
      case OutputFormat.Text _ -> new OutputConfig(Optional.empty(), Optional.empty());
      case OutputFormat.JsonObject _ -> {
        remarks.approximated(
            "output", "there is no mode for any JSON object; it is asked for in words");
        yield new OutputConfig(Optional.empty(), Optional.of(JSON_ONLY));
      }
      case OutputFormat.JsonSchema schema -> {
        boolean hasMode =
            Objects.requireNonNullElse(
                traits.structuredOutput(), !model.isClaude() || model.claude().hasSchemaMode());
        yield hasMode
            ? enforced(schema, model, remarks)
            : inWords(schema, "the model has no schema mode", remarks);
      }
    };
  }

  private static OutputConfig enforced(
      OutputFormat.JsonSchema output, BedrockModel model, Remarks remarks) {
    ObjectNode schema = ToolArguments.schema(output.schema(), "");
    if (model.isClaude()) {
      ClaudeSchema subset = ClaudeSchema.of(schema);
      if (!subset.obstacles().isEmpty()) {
        return inWords(
            output, "the schema cannot be enforced: " + subset.obstacles().getFirst(), remarks);
      }
      if (!subset.softened().isEmpty()) {
        remarks.approximated(
            "output", "the schema is not enforced in " + String.join(", ", subset.softened()));
      }
      schema = subset.schema();
    }
    ObjectNode format = Json.object().put("type", "json_schema");
    ObjectNode inner = format.putObject("structure").putObject("jsonSchema");
    inner.put("schema", Json.text(schema)).put("name", output.name());
    if (output.description() != null) {
      inner.put("description", output.description());
    }
    return new OutputConfig(Optional.of(format), Optional.empty());
  }

  private static OutputConfig inWords(OutputFormat.JsonSchema output, String why, Remarks remarks) {
    ObjectNode schema = ToolArguments.schema(output.schema(), "");
    if (Boolean.TRUE.equals(output.strict())) {
      throw Declined.unsupported("output", why);
    }
    remarks.approximated("output", why + "; it is asked for in words");
    return new OutputConfig(Optional.empty(), Optional.of(SCHEMA_ONLY + Json.text(schema)));
  }
}
