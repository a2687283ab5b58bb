package dev.switchboard.wire.openai;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tool call ids as Mistral takes them: exactly nine letters or digits.
 *
 * <p>An id that has that form already stays; any other becomes the beginning of its hash. A call
 * and its result carry the same id, so that they get the same new one, in every later turn too;
 * nothing needs to be remembered, because ids that Mistral makes have the form by themselves.
 *
 * @see <a href="https://docs.mistral.ai/capabilities/function_calling/">source</a>
 */
final class NineCharacterIds {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 9;

  private NineCharacterIds() {}

  static String of(String id) {
    if (id.length() == LENGTH && id.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
      return id;
    }
    byte[] hash = sha256(id);
    StringBuilder nine = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      int pair = (hash[2 * i] & 0xFF) << 8 | (hash[2 * i + 1] & 0xFF);
      nine.append(ALPHABET.charAt(pair % ALPHABET.length()));
    }
    return nine.toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
