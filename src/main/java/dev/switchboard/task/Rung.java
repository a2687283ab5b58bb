package dev.switchboard.task;

import java.util.Locale;

/** A way to ask for a value that follows a schema, the strictest first. */
enum Rung {
  /** The model's text is the value. */
  TEXT,
  /** The provider's own schema mode. */
  SCHEMA,
  /** The caller's tools, with the schema in the instructions for an answer without a call. */
  TOOLS,
  /** One forced tool whose arguments are the value. */
  TOOL,
  /** The schema in the instructions, and the JSON found in the text. */
  INSTRUCTIONS;

  /** The word in {@code meta.output_method}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
