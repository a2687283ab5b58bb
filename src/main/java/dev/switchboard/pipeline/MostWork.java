package dev.switchboard.pipeline;

import dev.switchboard.catalog.Rates;
import dev.switchboard.catalog.TokenClass;
import dev.switchboard.catalog.UnitRate;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.Metered;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.wire.Wav;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The most that work which is no conversation can cost, where what it is sold by is known before:
 * the tokens of texts, characters that are spoken, seconds that are heard, pictures; and how many
 * tokens work can take that is sold by them.
 */
final class MostWork {
  /** Marks that a vendor puts around a text. */
  private static final long AROUND = 16;

  /** A short sound counts more tokens than it has bytes; none that is so short counts more. */
  private static final long SMALLEST_MEDIA = 20_000;

  /**
   * The most tokens of a picture that goes in, however large it is: vendors make it smaller first.
   * OpenAI's count comes to 6,725 at high fidelity, Google's to 1,806 for the same.
   *
   * @see <a
   *     href="https://developers.openai.com/api/docs/guides/images-vision#calculating-costs">source</a>
   */
  private static final long MOST_OF_A_PICTURE = 20_000;

  private MostWork() {}

  /** In 1e-12 USD; empty when nobody knows. */
  static OptionalLong picos(WorkRequest request, Rates rates) {
    try {
      return switch (request) {
        case EmbeddingRequest embedding -> tokens(embedding, rates);
        case SpeechRequest speech ->
            units(
                rates,
                Metered.Unit.CHARACTER,
                speech.text().codePointCount(0, speech.text().length()));
        case TranscriptionRequest hearing -> {
          OptionalLong millis = Wav.millis(hearing.audio().bytes());
          yield millis.isEmpty()
              ? OptionalLong.empty()
              : units(rates, Metered.Unit.HEARD_MILLI, millis.getAsLong());
        }
        case ImageRequest image -> units(rates, Metered.Unit.IMAGE, image.count());
        case ModerationRequest _ -> OptionalLong.empty();
      };
    } catch (ArithmeticException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * The most tokens that go in.
   *
   * @param limit of the model; empty when unknown
   */
  static long input(WorkRequest request, OptionalLong limit) {
    long most =
        switch (request) {
          case SpeechRequest speech ->
              AROUND + bytes(speech.text()) + bytes(String.valueOf(speech.instructions()));
          case TranscriptionRequest hearing ->
              AROUND
                  + bytes(String.valueOf(hearing.prompt()))
                  + Math.max(SMALLEST_MEDIA, hearing.audio().size());
          case ImageRequest image -> {
            long pictures = image.images().size() + (image.mask() == null ? 0L : 1L);
            yield AROUND + bytes(image.prompt()) + pictures * MOST_OF_A_PICTURE;
          }
          case EmbeddingRequest _, ModerationRequest _ -> Long.MAX_VALUE / 4;
        };
    return limit.isPresent() ? Math.min(limit.getAsLong(), most) : most;
  }

  /** How many answers a model may give, each up to its limit of tokens. */
  static int answers(WorkRequest request) {
    return switch (request) {
      case ImageRequest image -> Math.max(1, image.count());
      case EmbeddingRequest _, SpeechRequest _, TranscriptionRequest _, ModerationRequest _ -> 1;
    };
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** No token is shorter than a byte. */
  private static OptionalLong tokens(EmbeddingRequest request, Rates rates) {
    OptionalLong price = rates.listed(TokenClass.INPUT);
    if (price.isEmpty()) {
      return OptionalLong.empty();
    }
    long tokens = 0;
    for (EmbeddingRequest.Input input : request.inputs()) {
      tokens +=
          AROUND
              + switch (input) {
                case EmbeddingRequest.Text text ->
                    text.text().getBytes(StandardCharsets.UTF_8).length;
                case EmbeddingRequest.Tokens ids -> ids.ids().size();
              };
    }
    return OptionalLong.of(Math.multiplyExact(tokens, price.getAsLong()));
  }

  /** At the dearest variant; nothing for a model that is sold by tokens too. */
  private static OptionalLong units(Rates rates, Metered.Unit unit, long amount) {
    OptionalLong dearest =
        rates.units().stream().filter(rate -> rate.unit() == unit).mapToLong(UnitRate::picos).max();
    boolean byTokens = rates.picosPerToken().values().stream().anyMatch(picos -> picos > 0);
    return dearest.isEmpty() || byTokens
        ? OptionalLong.empty()
        : OptionalLong.of(Math.multiplyExact(amount, dearest.getAsLong()));
  }
}
