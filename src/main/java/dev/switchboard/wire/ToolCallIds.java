package dev.switchboard.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names the tool calls of one history as a dialect demands, each once.
 *
 * <p>A fitting id stays as it is. Any other becomes a hash of itself, so that the same history
 * always gives the same bytes (prompt caches). An id that came before is hashed together with how
 * often it came: some callers number their calls from 0 in every turn.
 */
public final class ToolCallIds {
  private final Pattern fitting;
  private final Set<String> used = new HashSet<>();

  /**
   * @param fitting what the dialect takes
   */
  public ToolCallIds(Pattern fitting) {
    this.fitting = fitting;
  }

  /** The name for the next call of the history. */
  public String assign(String id) {
    String name = fitting.matcher(id).matches() ? id : hashed(id);
    for (int again = 2; !used.add(name); again++) {
      name = hashed(id + '\n' + again);
    }
    return name;
  }

  /** An id of ours for a text; 96 bits of SHA-256. */
  public static String hashed(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "call_" + HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
