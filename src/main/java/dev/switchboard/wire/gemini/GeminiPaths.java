package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.nio.charset.StandardCharsets;

/**
 * The addresses of a model's methods, below the API version ({@code …/v1beta}).
 *
 * @see <a href="https://ai.google.dev/api/generate-content">source</a>
 */
public final class GeminiPaths {
  private static final String RAW = "-._~:@/";

  private GeminiPaths() {}

  /**
   * The path of a whole or streamed answer, such as {@code /models/gemini-2.5-pro:generateContent}.
   *
   * @param upstreamModel with or without {@code models/}; {@code tunedModels/…} stays as it is
   * @param stream whether server-sent events are wanted
   * @return the path with its query, percent-encoded; slashes, colons and at signs of the name stay
   * @throws FailureException with {@link Failure.InvalidRequest} for a name that is empty or would
   *     leave the models' part of the tree
   */
  public static String generate(String upstreamModel, boolean stream) {
    return resource(upstreamModel)
        + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
  }

  /** The path that counts a request's tokens. */
  public static String countTokens(String upstreamModel) {
    return resource(upstreamModel) + ":countTokens";
  }

  /** The path of the model itself, such as {@code /models/gemini-2.5-pro}. */
  public static String resource(String upstreamModel) {
    String name =
        upstreamModel.startsWith("models/")
            ? upstreamModel.substring("models/".length())
            : upstreamModel;
    String segments = '/' + name + '/';
    if (name.isEmpty()
        || segments.contains("//")
        || segments.contains("/../")
        || segments.contains("/./")) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/model", "model: \"" + shorten(upstreamModel) + "\" (expected: a model's name)"));
    }
    return (name.startsWith("tunedModels/") ? "/" : "/models/") + encode(name);
  }

  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder(name.length() + 8);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 128 && (Character.isLetterOrDigit(c) || RAW.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return encoded.toString();
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
