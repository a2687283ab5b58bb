package dev.switchboard.wire.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names the tool calls of one history as this dialect demands: letters, digits, {@code _} and
 * {@code -} only, each once.
 *
 * <p>A fitting id stays as it is. Any other becomes a hash of itself, so that the same history
 * always gives the same bytes (prompt caches) and an original is found again by hashing the
 * candidates. Some callers number their calls from 0 in every turn: an id that came before is
 * hashed together with how often it came.
 */
final class ToolIds {
  private static final Pattern FITTING = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private final Set<String> used = new HashSet<>();

  /** The name for the next call of the history. */
  String assign(String id) {
    String name = FITTING.matcher(id).matches() ? id : hashed(id);
    for (int again = 2; !used.add(name); again++) {
      name = hashed(id + '\n' + again);
    }
    return name;
  }

  /** An id as a fitting one; 96 bits of SHA-256. */
  static String hashed(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "call_" + HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
