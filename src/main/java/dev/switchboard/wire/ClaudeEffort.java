package dev.switchboard.wire;

import dev.switchboard.ir.ReasoningRequest.Effort;
import java.util.Locale;

/** How much Claude models are to think, in their own words. */
public final class ClaudeEffort {
  private ClaudeEffort() {}

  /** The word for an effort, or for the nearest that the model has. */
  public static String word(Effort effort, ClaudeModel model, ModelTraits traits, Remarks remarks) {
    Effort known = traits.nearest(effort);
    if (known != effort) {
      String word = word(known, model, remarks);
      remarks.approximated(
          "reasoning",
          "the model has no effort "
              + effort.name().toLowerCase(Locale.ROOT)
              + "; "
              + word
              + " is used");
      return word;
    }
    return word(effort, model, remarks);
  }

  private static String word(Effort effort, ClaudeModel model, Remarks remarks) {
    return switch (effort) {
      case NONE, MINIMAL -> {
        remarks.approximated("reasoning", "the lowest effort of the model is low");
        yield "low";
      }
      case LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH -> "high";
      case XHIGH -> {
        if (!model.hasExtraHighEffort()) {
          remarks.approximated("reasoning", "the model has no effort xhigh; high is used");
          yield "high";
        }
        yield "xhigh";
      }
      case MAX -> "max";
    };
  }
}
