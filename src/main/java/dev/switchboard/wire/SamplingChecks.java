package dev.switchboard.wire;

import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is refused of sampling in dialects that have less of it than callers do. */
public final class SamplingChecks {
  private SamplingChecks() {}

  /**
   * Refuses a value that the dialect has no slot for.
   *
   * @param value null where nothing is asked for
   */
  public static void refuse(String subject, @Nullable Number value, String reason) {
    if (value != null) {
      throw Declined.unsupported(subject, subject + ": " + value + " (" + reason + ")");
    }
  }

  /** Refuses several answers and log probabilities. */
  public static void oneAnswer(Sampling sampling) {
    if (sampling.choices() != null && sampling.choices() != 1) {
      throw Declined.unsupported(
          "n", "n: " + sampling.choices() + " (expected: 1 for this provider)");
    }
    refuse("logprobs", sampling.topLogprobs(), "log probabilities are not given");
  }

  /** Refuses a value outside its range. */
  public static void range(String subject, @Nullable Double value, double min, double max) {
    if (value != null && !(value >= min && value <= max)) {
      throw Declined.invalid(
          "/" + subject,
          subject + ": " + value + " (expected: " + number(min) + " to " + number(max) + ")");
    }
  }

  /** The value, or null where it is what the provider does anyway. */
  public static @Nullable Double unless(@Nullable Double value, double neutral) {
    return value != null && value == neutral ? null : value;
  }

  /** A whole number without its {@code .0}. */
  public static JsonNode number(double value) {
    return value == Math.rint(value) ? Json.tree((long) value) : Json.tree(value);
  }

  /** The stop texts without empty ones, which mean nothing. */
  public static List<String> stops(List<String> stop, Remarks remarks) {
    List<String> kept = new ArrayList<>();
    for (String text : stop) {
      if (text.isEmpty()) {
        remarks.omitted("stop", "an empty stop text was left out");
      } else {
        kept.add(text);
      }
    }
    return kept;
  }
}
