package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_CONTENT;
import static dev.switchboard.wire.openai.OpenAiFlag.ECHO_REASONING_DETAILS;
import static dev.switchboard.wire.openai.OpenAiFlag.JSON_OBJECT_SCHEMA;
import static dev.switchboard.wire.openai.OpenAiFlag.MAX_COMPLETION_TOKENS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_JSON_OBJECT;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_JSON_SCHEMA;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_LOGPROBS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_PENALTIES;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_SEED;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STOP;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STREAM_OPTIONS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_STRICT;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_USER;
import static dev.switchboard.wire.openai.OpenAiFlag.RANDOM_SEED;
import static dev.switchboard.wire.openai.OpenAiFlag.TOP_K;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.WireBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one chat completion request for a vendor; one instance per request.
 *
 * <p>Fields always come in the same order, so that equal conversations have equal beginnings and
 * prompt caches hold.
 */
final class RequestWriter {
  private final ChatRequest request;
  private final OpenAiFlags flags;
  private final ModelTraits traits;
  private final Remarks notes = new Remarks();
  private final ObjectNode body = Json.object();

  RequestWriter(ChatRequest request, OpenAiFlags flags, ModelTraits traits) {
    this.request = request;
    this.flags = with(flags, traits.reasoningField());
    this.traits = traits;
  }

  /** A model may want its reasoning back at a vendor whose other models do not. */
  private static OpenAiFlags with(OpenAiFlags flags, @Nullable String reasoningField) {
    return switch (reasoningField) {
      case "reasoning_content" -> flags.with(ECHO_REASONING_CONTENT);
      case "reasoning_details" -> flags.with(ECHO_REASONING_DETAILS);
      case null, default -> flags;
    };
  }

  WireBody write(String upstreamModel, boolean stream) {
    body.put("model", upstreamModel);
    body.set(
        "messages",
        new MessageWriter(flags, traits, upstreamModel, notes).write(request.messages()));
    new ToolWriter(request, flags, notes).write(body);
    writeOutput();
    writeSampling(request.sampling());
    new ReasoningWriter(flags, traits, notes).write(request.reasoning(), body);
    writeUser();
    ForeignFields.write(request.extensions(), flags, body, notes);
    if (stream) {
      body.put("stream", true);
      if (!flags.has(NO_STREAM_OPTIONS)) {
        body.putObject("stream_options").put("include_usage", true);
      }
    }
    return new WireBody(Json.write(body), notes.list());
  }

  private void writeOutput() {
    switch (request.output()) {
      case OutputFormat.Text _ -> {}
      case OutputFormat.JsonObject _ -> {
        if (flags.has(NO_JSON_OBJECT)) {
          throw OpenAiFields.unsupported("response_format", "the provider has no JSON mode");
        }
        body.putObject("response_format").put("type", "json_object");
      }
      case OutputFormat.JsonSchema schema -> writeSchema(schema);
    }
  }

  private void writeSchema(OutputFormat.JsonSchema schema) {
    if (flags.has(JSON_OBJECT_SCHEMA)) {
      body.putObject("response_format")
          .put("type", "json_object")
          .set("schema", OpenAiFields.parse("response_format", schema.schema()));
      return;
    }
    if (flags.has(NO_JSON_SCHEMA)) {
      throw OpenAiFields.unsupported("response_format", "the provider has no JSON schema mode");
    }
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    ObjectNode named = format.putObject("json_schema").put("name", label(schema.name()));
    if (schema.description() != null) {
      named.put("description", schema.description());
    }
    named.set("schema", OpenAiFields.parse("response_format", schema.schema()));
    if (schema.strict() != null && !flags.has(NO_STRICT)) {
      named.put("strict", schema.strict());
    }
  }

  /** OpenAI takes 64 letters, digits, underscores and hyphens; the label means nothing. */
  private static String label(String name) {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < name.length() && label.length() < 64; i++) {
      char c = name.charAt(i);
      boolean taken = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
      label.append(taken ? c : '_');
    }
    return label.isEmpty() ? "response" : label.toString();
  }

  private void writeSampling(Sampling sampling) {
    putDrawn("temperature", sampling.temperature());
    putDrawn("top_p", sampling.topP());
    if (sampling.topK() != null) {
      require(flags.has(TOP_K), "top_k");
      body.put("top_k", sampling.topK());
    }
    if (sampling.maxOutputTokens() != null) {
      String field = flags.has(MAX_COMPLETION_TOKENS) ? "max_completion_tokens" : "max_tokens";
      body.put(field, sampling.maxOutputTokens());
    }
    if (!sampling.stop().isEmpty()) {
      require(!flags.has(NO_STOP), "stop");
      sampling.stop().forEach(body.putArray("stop")::add);
    }
    if (sampling.seed() != null) {
      require(!flags.has(NO_SEED), "seed");
      body.put(flags.has(RANDOM_SEED) ? "random_seed" : "seed", sampling.seed());
    }
    putPenalty("presence_penalty", sampling.presencePenalty());
    putPenalty("frequency_penalty", sampling.frequencyPenalty());
    if (sampling.choices() != null && sampling.choices() > 1) {
      throw OpenAiFields.unsupported(
          "n", sampling.choices() + " answers of one translated call (expected: 1)");
    }
    if (sampling.topLogprobs() != null) {
      require(!flags.has(NO_LOGPROBS), "logprobs");
      body.put("logprobs", true);
      if (sampling.topLogprobs() > 0) {
        body.put("top_logprobs", sampling.topLogprobs());
      }
    }
  }

  /** Models that reason take no sampling but the default, which 1 is. */
  private void putDrawn(String name, @Nullable Double value) {
    if (value == null) {
      return;
    }
    if (Boolean.FALSE.equals(traits.temperature())) {
      if (value != 1) {
        throw OpenAiFields.unsupported(name, value + " (expected: 1, the model takes no other)");
      }
      return;
    }
    body.put(name, value);
  }

  private void putPenalty(String name, @Nullable Double value) {
    if (value == null || (value == 0 && flags.has(NO_PENALTIES))) {
      return;
    }
    require(!flags.has(NO_PENALTIES), name);
    body.put(name, value);
  }

  private void writeUser() {
    if (request.endUser() == null) {
      return;
    }
    if (flags.has(NO_USER)) {
      notes.omitted("user", "the provider takes no id of the end user");
    } else {
      if (!EndUserId.fits(request.endUser())) {
        notes.approximated("user", "an id of more than 64 characters is sent as its hash");
      }
      body.put("user", EndUserId.fitting(request.endUser()));
    }
  }

  private static void require(boolean taken, String name) {
    if (!taken) {
      throw OpenAiFields.unsupported(name, "the provider has no such field");
    }
  }
}
