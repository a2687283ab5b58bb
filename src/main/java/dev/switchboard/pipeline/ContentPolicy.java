package dev.switchboard.pipeline;

/** What the record keeps of what was said. */
public enum ContentPolicy {
  /** Input and output. */
  FULL,
  /** Neither; only what is about them. */
  METADATA,
  /** Neither, and no metadata of the caller. */
  NONE
}
