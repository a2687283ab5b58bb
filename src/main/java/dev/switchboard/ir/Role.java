package dev.switchboard.ir;

/** Who speaks in a {@link Message}. */
public enum Role {
  /** Instructions of the operator or developer; any number, anywhere in the conversation. */
  SYSTEM,
  USER,
  ASSISTANT,
  /** Carries {@link Content.ToolResult}s only: one or more results of the preceding turn. */
  TOOL
}
