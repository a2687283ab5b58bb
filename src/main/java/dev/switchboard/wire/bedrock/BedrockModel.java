package dev.switchboard.wire.bedrock;

import dev.switchboard.wire.ClaudeModel;
import java.util.Locale;

/**
 * What a model at Bedrock takes, read off its id, as far as the id tells: one of an application's
 * own inference profiles tells nothing.
 *
 * @param id as it stands in the path
 */
record BedrockModel(String id) {
  boolean isClaude() {
    return lower().contains("claude");
  }

  boolean isNova() {
    return lower().contains("amazon.nova") || lower().contains("/nova");
  }

  boolean isGptOss() {
    return lower().contains("gpt-oss");
  }

  /** Nothing can be told of it. */
  boolean isHidden() {
    return lower().contains("application-inference-profile") || lower().contains("prompt-router");
  }

  /** Whether it takes {@code cachePoint}. */
  boolean takesCachePoints() {
    return isClaude() || isNova() || isHidden();
  }

  ClaudeModel claude() {
    return ClaudeModel.of(id);
  }

  /** Whether a token that {@code other} made is valid here. */
  boolean isFamilyOf(String other) {
    return isClaude() ? ClaudeModel.isSame(other, id) : other.equalsIgnoreCase(id);
  }

  private String lower() {
    return id.toLowerCase(Locale.ROOT);
  }
}
