package dev.switchboard.wire.bedrock;

import static dev.switchboard.wire.SamplingChecks.number;
import static dev.switchboard.wire.SamplingChecks.range;
import static dev.switchboard.wire.SamplingChecks.refuse;
import static dev.switchboard.wire.SamplingChecks.unless;

import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.SamplingChecks;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How tokens are drawn and how many. */
final class SamplingFields {
  private SamplingFields() {}

  /**
   * What the fields depend on.
   *
   * @param thinks whether the model will think, which narrows the ranges
   */
  record Situation(BedrockModel model, ModelTraits traits, boolean thinks) {
    boolean takesAny() {
      return Objects.requireNonNullElse(
          traits.temperature(), !model.isClaude() || model.claude().takesSampling());
    }
  }

  /**
   * Writes {@code inferenceConfig}, and into {@code more} what a model takes beside it.
   *
   * @throws dev.switchboard.ir.FailureException for what this dialect or model cannot do
   */
  static void write(
      ObjectNode body, ObjectNode more, Sampling sampling, Situation at, Remarks remarks) {
    check(sampling, at, remarks);
    ObjectNode config = Json.object();
    if (sampling.maxOutputTokens() != null) {
      if (sampling.maxOutputTokens() < 1) {
        throw Declined.invalid(
            "/max_tokens", "max_tokens: " + sampling.maxOutputTokens() + " (expected: at least 1)");
      }
      config.put("maxTokens", sampling.maxOutputTokens());
    }
    Double topP = unless(sampling.topP(), 1);
    Double temperature = sampling.temperature();
    if (at.takesAny()) {
      boolean together = !at.model().isClaude() || at.model().claude().takesTemperatureWithTopP();
      Double sent = together || topP == null ? temperature : unless(temperature, 1);
      putNumber(config, "temperature", sent);
      putNumber(config, "topP", topP);
    }
    List<String> stops = SamplingChecks.stops(sampling.stop(), remarks);
    if (!stops.isEmpty()) {
      stops.forEach(config.putArray("stopSequences")::add);
      if (at.model().isClaude()) {
        body.putArray("additionalModelResponseFieldPaths").add("/stop_sequence");
      }
    }
    if (!config.isEmpty()) {
      body.set("inferenceConfig", config);
    }
    writeTopK(more, sampling.topK(), at.model());
  }

  private static void putNumber(ObjectNode config, String name, @Nullable Double value) {
    if (value != null) {
      config.set(name, number(value));
    }
  }

  private static void writeTopK(ObjectNode more, @Nullable Integer topK, BedrockModel model) {
    if (topK == null) {
      return;
    }
    if (model.isClaude()) {
      more.put("top_k", topK);
    } else if (model.isNova()) {
      more.putObject("inferenceConfig").put("topK", topK);
    } else {
      refuse("top_k", topK, "there is no top_k for this model");
    }
  }

  private static void check(Sampling sampling, Situation at, Remarks remarks) {
    SamplingChecks.oneAnswer(sampling);
    refuse("presence_penalty", unless(sampling.presencePenalty(), 0), "there is none");
    refuse("frequency_penalty", unless(sampling.frequencyPenalty(), 0), "there is none");
    range("temperature", sampling.temperature(), 0, 2);
    range("top_p", sampling.topP(), 0, 1);
    if (sampling.temperature() != null && sampling.temperature() > 1) {
      refuse("temperature", sampling.temperature(), "expected: 0 to 1 for this provider");
    }
    if (sampling.seed() != null) {
      remarks.omitted("seed", "the provider has no seed");
    }
    Double temperature = unless(sampling.temperature(), 1);
    Double topP = unless(sampling.topP(), 1);
    if (!at.takesAny()) {
      refuse("temperature", temperature, "the model takes no temperature but 1");
      refuse("top_p", topP, "the model takes no top_p but 1");
    } else if (at.thinks() && at.model().isClaude()) {
      refuse("temperature", temperature, "a thinking model takes no temperature but 1");
      refuse("top_k", sampling.topK(), "a thinking model takes no top_k");
    }
    if (at.model().isClaude()
        && !at.model().claude().takesTemperatureWithTopP()
        && temperature != null) {
      refuse("top_p", topP, "the model takes temperature or top_p, not both");
    }
  }
}
