package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How tokens are drawn, as fields of a request.
 *
 * <p>A value that is what the provider does anyway (temperature 1, top_p 1, penalties 0, one
 * answer) is never refused; where the model takes no such field it is left out.
 */
final class SamplingFields {
  private SamplingFields() {}

  /**
   * What the model of a request takes.
   *
   * @param any whether it takes temperature, top_p and top_k at all
   * @param together whether it takes temperature beside top_p
   * @param thinks whether it will think, which narrows the ranges
   */
  record Limits(boolean any, boolean together, boolean thinks) {}

  /**
   * Writes the fields.
   *
   * @throws dev.switchboard.ir.FailureException for what this dialect or model cannot do
   */
  static void write(ObjectNode body, Sampling sampling, Limits limits, Remarks notes) {
    refuseForeign(sampling, notes);
    Double temperature = sampling.temperature();
    Double topP = neutralAsNull(sampling.topP());
    checkRange("temperature", temperature, 2);
    checkRange("top_p", topP, 1);
    if (temperature != null && temperature > 1) {
      throw Declined.unsupported(
          "temperature", "temperature: " + temperature + " (expected: 0 to 1 for this provider)");
    }
    Double changed = neutralAsNull(temperature);
    checkLimits(changed, topP, sampling.topK(), limits);
    if (limits.any()) {
      // Beside top_p a temperature of 1 would be rejected, and says nothing.
      Double sent = limits.together() || topP == null ? temperature : changed;
      writeDraw(body, sent, topP, sampling.topK());
    }
    writeStop(body, sampling.stop(), notes);
  }

  private static void checkLimits(
      @Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK, Limits limits) {
    if (!limits.any()) {
      refuse("temperature", temperature, "the model takes no temperature but 1");
      refuse("top_p", topP, "the model takes no top_p but 1");
      refuse("top_k", topK, "the model takes no top_k");
    } else if (limits.thinks()) {
      refuse("temperature", temperature, "a thinking model takes no temperature but 1");
      refuse(
          "top_p", topP != null && topP < 0.95 ? topP : null, "expected: 0.95 to 1 with thinking");
      refuse("top_k", topK, "a thinking model takes no top_k");
    }
    if (!limits.together() && temperature != null) {
      refuse("top_p", topP, "the model takes temperature or top_p, not both");
    }
  }

  private static void writeDraw(
      ObjectNode body,
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Integer topK) {
    if (temperature != null) {
      body.set("temperature", number(temperature));
    }
    if (topP != null) {
      body.set("top_p", number(topP));
    }
    if (topK != null) {
      body.put("top_k", topK);
    }
  }

  private static void refuseForeign(Sampling sampling, Remarks notes) {
    refuse(
        "presence_penalty", zeroAsNull(sampling.presencePenalty()), "there is no presence_penalty");
    refuse(
        "frequency_penalty",
        zeroAsNull(sampling.frequencyPenalty()),
        "there is no frequency_penalty");
    refuse("logprobs", sampling.topLogprobs(), "log probabilities are not given");
    if (sampling.choices() != null && sampling.choices() != 1) {
      throw Declined.unsupported(
          "n", "n: " + sampling.choices() + " (expected: 1 for this provider)");
    }
    if (sampling.seed() != null) {
      // A seed is a best effort wherever it exists; the answer is one that could have come anyway.
      notes.omitted("seed", "the provider has no seed");
    }
  }

  private static void writeStop(ObjectNode body, List<String> stop, Remarks notes) {
    List<String> kept = new ArrayList<>();
    for (String text : stop) {
      if (text.isEmpty()) {
        notes.omitted("stop", "an empty stop text was left out");
      } else if (text.isBlank()) {
        throw Declined.unsupported(
            "stop", "stop: " + Json.quote(text) + " (expected: more than white space)");
      } else {
        kept.add(text);
      }
    }
    if (!kept.isEmpty()) {
      kept.forEach(body.putArray("stop_sequences")::add);
    }
  }

  private static void refuse(String subject, @Nullable Number value, String reason) {
    if (value != null) {
      throw Declined.unsupported(subject, subject + ": " + value + " (" + reason + ")");
    }
  }

  private static void checkRange(String subject, @Nullable Double value, int max) {
    if (value != null && !(value >= 0 && value <= max)) {
      throw Declined.invalid(
          "/" + subject, subject + ": " + value + " (expected: 0 to " + max + ")");
    }
  }

  private static @Nullable Double neutralAsNull(@Nullable Double value) {
    return value != null && value == 1 ? null : value;
  }

  private static @Nullable Double zeroAsNull(@Nullable Double value) {
    return value != null && value == 0 ? null : value;
  }

  /** A whole number without its {@code .0}. */
  private static JsonNode number(double value) {
    return value == Math.rint(value) ? Json.tree((long) value) : Json.tree(value);
  }
}
