package dev.switchboard.wire;

import dev.switchboard.ir.ReasoningRequest.Effort;

/** How much Claude models are to think, in their own words. */
public final class ClaudeEffort {
  private ClaudeEffort() {}

  /** The word for an effort, or for the nearest that the model has. */
  public static String word(Effort effort, ClaudeModel model, Remarks remarks) {
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
