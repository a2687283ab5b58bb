package dev.switchboard.provider;

import java.util.Objects;

/** A secret that a provider gave us; shows at most its last four characters. */
public final class Credential {
  private final String secret;
  private final String source;

  /**
   * @param secret not empty; only visible ASCII, since it goes into a header
   * @param source where it was read, such as {@code environment OPENAI_API_KEY}
   * @throws IllegalArgumentException if it cannot stand in a header; the message does not show it
   */
  public Credential(String secret, String source) {
    Objects.requireNonNull(source);
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "credential from "
              + source
              + ": "
              + (secret.isEmpty() ? "empty" : "holds blanks or control characters")
              + " (expected: visible ASCII)");
    }
    this.secret = secret;
    this.source = source;
  }

  /** The secret itself, for the request's header and nothing else. */
  public String secret() {
    return secret;
  }

  /** Where it was read. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return "Credential["
        + (secret.length() > 12 ? "…" + secret.substring(secret.length() - 4) : "…")
        + " from "
        + source
        + "]";
  }
}
