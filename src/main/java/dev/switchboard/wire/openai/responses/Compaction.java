package dev.switchboard.wire.openai.responses;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A conversation's summary in a {@code compaction} item.
 *
 * <p>The dialect calls it encrypted because callers cannot read OpenAI's; ours is wrapped only, in
 * {@code swbc1.} and base64url: it holds nothing but what its caller has said and been told.
 */
final class Compaction {
  /** How a wrapped summary begins. */
  static final String PREFIX = "swbc1.";

  private Compaction() {}

  static String write(String summary) {
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(summary.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty for one that was made elsewhere. */
  static Optional<String> read(String encrypted) {
    if (!encrypted.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(encrypted.substring(PREFIX.length()));
      return Optional.of(new String(utf8, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
