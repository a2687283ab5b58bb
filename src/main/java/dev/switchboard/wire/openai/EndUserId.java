package dev.switchboard.wire.openai;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A caller's id of its own user as OpenAI takes it: at most {@value #MAX_LENGTH} characters. */
public final class EndUserId {
  /** OpenAI refuses longer ones with a 400. */
  public static final int MAX_LENGTH = 64;

  private EndUserId() {}

  /** Whether the id goes as it is. */
  public static boolean fits(String id) {
    return id.length() <= MAX_LENGTH;
  }

  /** The id, or the SHA-256 of one that is too long: the same user stays the same. */
  public static String fitting(String id) {
    if (fits(id)) {
      return id;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
