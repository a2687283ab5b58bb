package dev.switchboard.ir;

/** Why an answer ended. */
public enum StopReason {
  /** The model was done. */
  END,
  /** One of the caller's stop texts came. */
  STOP_SEQUENCE,
  /** The bound on output tokens was reached. */
  MAX_TOKENS,
  /** The context window was full. */
  CONTEXT_FULL,
  /** The model waits for tool results. */
  TOOL_CALLS,
  /** The provider's filter ended it. */
  CONTENT_FILTER,
  /** The model declined. */
  REFUSAL,
  /** A server tool paused the turn; the caller sends it back to go on. */
  PAUSED,
  /** The model wrote a tool call that cannot be read. */
  MALFORMED_TOOL_CALL
}
