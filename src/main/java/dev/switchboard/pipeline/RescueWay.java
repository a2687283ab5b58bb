package dev.switchboard.pipeline;

import java.util.Locale;

/** How a model is asked for the rest of an answer that another one began. */
enum RescueWay {
  /** The conversation as it was; only an answer that repeats what was delivered can be used. */
  RESTART,
  /** What was delivered stands as the beginning of the model's own turn. */
  PREFILL,
  /** What was delivered stands in the conversation, and a last turn asks for the rest. */
  INSTRUCTION;

  /** The word on the trace. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
