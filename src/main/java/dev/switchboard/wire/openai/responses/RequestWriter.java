package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.openai.EffortSteps;
import dev.switchboard.wire.openai.EndUserId;
import dev.switchboard.wire.openai.OpenAiFields;
import dev.switchboard.wire.openai.Words;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one request; one instance per request.
 *
 * <p>Fields always come in the same order, so that equal conversations have equal beginnings and
 * prompt caches hold.
 */
final class RequestWriter {
  private static final String ENCRYPTED = "reasoning.encrypted_content";

  private final ChatRequest request;
  private final String provider;
  private final ModelTraits traits;
  private final Remarks notes = new Remarks();
  private final ObjectNode body = Json.object();

  RequestWriter(ChatRequest request, String provider, ModelTraits traits) {
    this.request = request;
    this.provider = provider;
    this.traits = traits;
  }

  WireBody write(String upstreamModel, boolean stream) {
    body.put("model", upstreamModel);
    body.set("input", new InputWriter(provider, notes).write(request.messages()));
    new ToolWriter(request, notes).write(body);
    writeOutput();
    writeSampling(request.sampling());
    writeReasoning(request.reasoning());
    if (request.endUser() != null) {
      if (!EndUserId.fits(request.endUser())) {
        notes.approximated("user", "an id of more than 64 characters is sent as its hash");
      }
      body.put("user", EndUserId.fitting(request.endUser()));
    }
    body.put("store", false);
    if (Boolean.TRUE.equals(traits.reasoning())) {
      body.withArray("include").add(ENCRYPTED);
    }
    Extensions.write(request.extensions(), body, notes);
    if (stream) {
      body.put("stream", true);
    }
    return new WireBody(Json.write(body), notes.list());
  }

  private void writeOutput() {
    switch (request.output()) {
      case OutputFormat.Text _ -> {}
      case OutputFormat.JsonObject _ ->
          body.putObject("text").putObject("format").put("type", "json_object");
      case OutputFormat.JsonSchema schema -> {
        ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema");
        format.put("name", label(schema.name()));
        if (schema.description() != null) {
          format.put("description", schema.description());
        }
        format.set("schema", OpenAiFields.parse("response_format", schema.schema()));
        if (schema.strict() != null) {
          format.put("strict", schema.strict());
        }
      }
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
    refuseIf(sampling.topK() != null, "top_k");
    if (sampling.maxOutputTokens() != null) {
      body.put("max_output_tokens", sampling.maxOutputTokens());
    }
    refuseIf(!sampling.stop().isEmpty(), "stop");
    refuseIf(sampling.seed() != null, "seed");
    refuseIf(asks(sampling.presencePenalty()), "presence_penalty");
    refuseIf(asks(sampling.frequencyPenalty()), "frequency_penalty");
    if (sampling.choices() != null && sampling.choices() > 1) {
      throw OpenAiFields.unsupported(
          "n", sampling.choices() + " answers of one translated call (expected: 1)");
    }
    if (sampling.topLogprobs() != null) {
      body.withArray("include").add("message.output_text.logprobs");
      body.put("top_logprobs", sampling.topLogprobs());
    }
  }

  private static boolean asks(@Nullable Double penalty) {
    return penalty != null && penalty != 0;
  }

  private static void refuseIf(boolean said, String name) {
    if (said) {
      throw OpenAiFields.unsupported(name, "the provider has no such field");
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

  private void writeReasoning(ReasoningRequest reasoning) {
    Effort effort = EffortSteps.of(reasoning, traits, notes);
    boolean off = effort == Effort.NONE || (effort == null && !asksForThought(reasoning));
    if (Boolean.FALSE.equals(traits.reasoning())) {
      if (reasoning.isLeftToTheModel() && effort != null) {
        notes.omitted("reasoning", "the model does not reason");
      } else if (!off) {
        throw OpenAiFields.unsupported("reasoning", "the model does not reason");
      }
      return;
    }
    if (effort != null) {
      body.withObject("/reasoning").put("effort", Words.of(effort));
    }
    if (Boolean.TRUE.equals(reasoning.visible())) {
      body.withObject("/reasoning").put("summary", "auto");
    }
  }

  private static boolean asksForThought(ReasoningRequest reasoning) {
    return reasoning.budgetTokens() != null;
  }
}
