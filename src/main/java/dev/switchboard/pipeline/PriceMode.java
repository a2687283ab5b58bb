package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a request asks for that has a price of its own in the catalogue: OpenAI's {@code
 * service_tier: priority} and Anthropic's {@code speed: fast}, which cost two to six times as much.
 *
 * <p>Told from the request: a provider that had no room, and answered at its usual pace and price,
 * is put on record at the price that was asked for.
 */
final class PriceMode {
  /** The usual one. */
  static final String NONE = "";

  /** As the catalogue calls it. */
  static final String FAST = "fast";

  private static final Set<Dialect> OF_OPENAI =
      EnumSet.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);

  private PriceMode() {}

  /** The dearest mode that the request can be answered in, whoever is asked. */
  static String of(ChatRequest request) {
    return request.extensions().stream().anyMatch(PriceMode::isFast) ? FAST : NONE;
  }

  /**
   * The mode that is asked of a target.
   *
   * @param dialect that the target is asked in; what is said in another one does not reach it
   */
  static String of(ChatRequest request, Dialect dialect) {
    return request.extensions().stream()
            .anyMatch(extension -> reaches(extension.dialect(), dialect) && isFast(extension))
        ? FAST
        : NONE;
  }

  /** OpenAI has the field in both of its dialects, and it is carried from one into the other. */
  private static boolean reaches(Dialect from, Dialect to) {
    return from == to || (OF_OPENAI.contains(from) && OF_OPENAI.contains(to));
  }

  private static boolean isFast(Extension extension) {
    return !extension.isNested()
        && switch (extension.dialect()) {
          case OPENAI_CHAT, OPENAI_RESPONSES ->
              extension.name().equals("service_tier") && extension.json().equals("\"priority\"");
          case ANTHROPIC_MESSAGES ->
              extension.name().equals("speed") && extension.json().equals("\"fast\"");
          default -> false;
        };
  }
}
