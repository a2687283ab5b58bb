package dev.switchboard.wire.gemini;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code generationConfig}: sampling, bounds, the form of the answer, thinking. */
final class GenerationConfigWriter {
  private static final int MAX_STOPS = 5;

  private final Translation translation;

  GenerationConfigWriter(Translation translation) {
    this.translation = translation;
  }

  /** The value of {@code generationConfig}; empty when the caller said nothing. */
  ObjectNode write(ChatRequest request) {
    ObjectNode config = Json.object();
    sampling(request.sampling(), config);
    output(request, config);
    new ThinkingWriter(translation)
        .write(request.reasoning(), request.sampling().maxOutputTokens())
        .ifPresent(thinking -> config.set("thinkingConfig", thinking));
    return config;
  }

  private void sampling(Sampling sampling, ObjectNode config) {
    drawing(sampling, config);
    if (sampling.maxOutputTokens() != null) {
      config.put("maxOutputTokens", sampling.maxOutputTokens());
    }
    stops(sampling.stop(), config);
    if (sampling.seed() != null) {
      config.put("seed", seed(sampling.seed()));
    }
    penalty("presencePenalty", sampling.presencePenalty(), config);
    penalty("frequencyPenalty", sampling.frequencyPenalty(), config);
    if (sampling.choices() != null && sampling.choices() != 1) {
      throw translation.unsupported(
          "n", sampling.choices() + " answers in one call (expected: 1; ask several times)");
    }
    if (sampling.topLogprobs() != null) {
      throw translation.unsupported("logprobs", "log probabilities are not read from this dialect");
    }
  }

  private void drawing(Sampling sampling, ObjectNode config) {
    range("temperature", sampling.temperature(), 2);
    range("top_p", sampling.topP(), 1);
    if (Boolean.FALSE.equals(translation.traits().temperature())) {
      refuseUnlessNeutral("temperature", sampling.temperature());
      refuseUnlessNeutral("top_p", sampling.topP());
      if (sampling.topK() != null) {
        throw translation.unsupported("top_k", "the model draws tokens in its own way");
      }
      return;
    }
    number("temperature", sampling.temperature(), config);
    number("topP", sampling.topP(), config);
    if (sampling.topK() != null) {
      config.put("topK", sampling.topK());
    }
  }

  private static void range(String subject, @Nullable Double value, int max) {
    if (value != null && !(value >= 0 && value <= max)) {
      throw Declined.invalid(
          "/" + subject, subject + ": " + value + " (expected: 0 to " + max + ")");
    }
  }

  private void refuseUnlessNeutral(String subject, @Nullable Double value) {
    if (value != null && value != 1) {
      throw translation.unsupported(subject, "the model draws tokens in its own way");
    }
  }

  /** A penalty of 0 is none; some models refuse the field whatever its value. */
  private static void penalty(String name, @Nullable Double value, ObjectNode config) {
    if (value != null && value != 0) {
      config.set(name, json(value));
    }
  }

  private static void number(String name, @Nullable Double value, ObjectNode config) {
    if (value != null) {
      config.set(name, json(value));
    }
  }

  /** A whole number without its {@code .0}. */
  private static JsonNode json(double value) {
    return value == Math.rint(value) ? Json.tree((long) value) : Json.tree(value);
  }

  private void stops(List<String> stops, ObjectNode config) {
    List<String> said = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    if (said.size() < stops.size()) {
      translation.omitted("stop", "an empty text stops nothing");
    }
    if (said.size() > MAX_STOPS) {
      throw translation.unsupported(
          "stop", said.size() + " stop texts (expected: at most " + MAX_STOPS + ")");
    }
    if (!said.isEmpty()) {
      ArrayNode sequences = config.putArray("stopSequences");
      said.forEach(sequences::add);
    }
  }

  /** A seed means nothing but "the same again", so folding a long one keeps its meaning. */
  private int seed(long seed) {
    if (seed == (int) seed) {
      return (int) seed;
    }
    translation.approximated("seed", "a seed of more than 32 bits is folded into 32");
    return Long.hashCode(seed);
  }

  private void output(ChatRequest request, ObjectNode config) {
    if (request.output() instanceof OutputFormat.Text) {
      return;
    }
    if (!translation.model().takesFormatBesideTools()
        && !request.tools().isEmpty()
        && !(request.toolChoice() instanceof ToolChoice.None)) {
      throw translation.unsupported(
          "response_format", "before generation 3 a JSON answer cannot be asked for beside tools");
    }
    config.put("responseMimeType", "application/json");
    if (request.output() instanceof OutputFormat.JsonSchema format) {
      schema(format, config);
    }
  }

  private void schema(OutputFormat.JsonSchema format, ObjectNode config) {
    if (Boolean.FALSE.equals(translation.traits().structuredOutput())) {
      throw translation.unsupported("response_format", "the model has no schema mode");
    }
    ObjectNode schema =
        PartWriter.objectOf(format.schema())
            .orElseThrow(
                () -> Declined.invalid("/response_format", "a schema that is no JSON object"));
    if (format.description() != null && !schema.has("description")) {
      schema.put("description", format.description());
    }
    if (translation.model().takesSchemaSubsetOnly()) {
      config.set("responseSchema", OpenApiSchema.of(schema, "response_format", translation));
    } else {
      schema.remove("$schema");
      config.set("responseJsonSchema", schema);
    }
  }
}
